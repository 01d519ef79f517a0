import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collect } from '../../../../daemon/image/host/collect.js';
import { expectFailure } from '../../../helpers/failures.js';
import { scratch } from '../../../helpers/scratch.js';

test('the configuration of the toolchain is taken, parents before children, and nothing else', () => {
  const etc = scratch();
  for (const directory of ['ssl/certs', 'ssl/private', 'alternatives', 'python3.11', 'ssh'])
    mkdirSync(`${etc}/${directory}`, { recursive: true });
  for (const file of [
    'ssl/certs/ca-certificates.crt',
    'ssl/private/key.pem',
    'shadow',
    'ld.so.cache',
    'python3.11/sitecustomize.py',
    'ssh/key',
  ]) {
    writeFileSync(`${etc}/${file}`, file);
  }
  symlinkSync('/usr/bin/vim.basic', `${etc}/alternatives/vi`);
  symlinkSync('/usr/share/zoneinfo/Etc/UTC', `${etc}/localtime`);
  expect(collect(etc).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'file ld.so.cache',
    'directory alternatives',
    'link alternatives/vi',
    'link localtime',
    'directory ssl',
    'directory ssl/certs',
    'file ssl/certs/ca-certificates.crt',
    'directory python3.11',
    'file python3.11/sitecustomize.py',
  ]);
});

test('what not everyone may read is left out, also for root', () => {
  const etc = scratch();
  writeFileSync(`${etc}/timezone`, 'Etc/UTC\n');
  chmodSync(`${etc}/timezone`, 0o640);
  expect(collect(etc)).toEqual([]);
});

test('what lies in a directory that not everyone may enter is left out, also for root', () => {
  const etc = scratch();
  for (const directory of ['fonts/closed', 'ssl/certs', 'perl']) mkdirSync(`${etc}/${directory}`, { recursive: true });
  for (const file of ['fonts/closed/a', 'fonts/open', 'ssl/certs/ca-certificates.crt', 'perl/a'])
    writeFileSync(`${etc}/${file}`, file);
  for (const directory of ['fonts/closed', 'ssl', 'perl']) chmodSync(`${etc}/${directory}`, 0o750);
  expect(collect(etc).map(({ path }) => path)).toEqual(['fonts', 'fonts/open']);
});

test('a change of a file is a change of its identity', () => {
  const etc = scratch();
  writeFileSync(`${etc}/timezone`, 'Etc/UTC\n');
  const before = collect(etc);
  writeFileSync(`${etc}/timezone`, 'Etc/GMT\n');
  expect(collect(etc)).not.toEqual(before);
});

test('more than a configuration can be is refused', async () => {
  const etc = scratch();
  writeFileSync(`${etc}/mime.types`, Buffer.alloc(17 * 1024 * 1024));
  await expectFailure('host_image_failed', () => collect(etc));
});

test('an /etc that is not there gives nothing', () => {
  expect(collect('/nonexistent')).toEqual([]);
});
