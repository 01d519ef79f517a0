import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeCpio, type CpioEntry } from '../../../daemon/image/cpio.js';
import { scratch } from '../../helpers/scratch.js';
import { tries } from '../../helpers/full.js';

/** What cpio(1) makes of an archive. */
function unpack(archive: Uint8Array): string {
  const at = scratch();
  const { status, stderr } = spawnSync('cpio', ['-i', '--quiet', '-d'], { cwd: at, input: archive, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return at;
}

const entries: CpioEntry[] = [
  { kind: 'directory', path: 'etc', mode: 0o755 },
  { kind: 'file', path: 'etc/odd', mode: 0o640, content: Buffer.from('odd') },
  { kind: 'file', path: 'etc/größe', mode: 0o755, content: Buffer.alloc(5000, 7) },
  { kind: 'file', path: 'etc/empty', mode: 0o644, content: Buffer.alloc(0) },
  { kind: 'link', path: 'etc/link', target: '../usr/share/zoneinfo/Europe/Paris' },
];

test('cpio(1) unpacks what was put in', () => {
  const at = unpack(writeCpio(entries));
  expect(readFileSync(`${at}/etc/odd`, 'utf8')).toBe('odd');
  expect(readFileSync(`${at}/etc/größe`)).toEqual(Buffer.alloc(5000, 7));
  expect(lstatSync(`${at}/etc/empty`).size).toBe(0);
  expect(lstatSync(`${at}/etc/odd`).mode & 0o777).toBe(0o640);
  expect(readlinkSync(`${at}/etc/link`)).toBe('../usr/share/zoneinfo/Europe/Paris');
});

test('cpio(1) lists the entries in their order, all of them root’s', () => {
  const { stdout } = spawnSync('cpio', ['-tv', '--quiet', '--numeric-uid-gid'], {
    input: writeCpio(entries),
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.slice(0, 10))).toEqual([
    'drwxr-xr-x',
    '-rw-r-----',
    '-rwxr-xr-x',
    '-rw-r--r--',
    'lrwxrwxrwx',
  ]);
  expect(lines.every((line) => /^\S+\s+\d+\s+0\s+0\s/.test(line))).toBe(true);
});

test('the same entries give the same bytes, a whole number of blocks', () => {
  expect(writeCpio(entries)).toEqual(writeCpio(entries));
  expect(writeCpio(entries).length % 512).toBe(0);
  expect(writeCpio([]).length).toBe(512);
});

test('any content comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 5 }), (contents) => {
      const files = contents.map((content, index): CpioEntry => ({
        kind: 'file',
        path: `f${String(index)}`,
        mode: 0o600,
        content,
      }));
      const at = unpack(writeCpio(files));
      contents.forEach((content, index) => {
        expect([...readFileSync(`${at}/f${String(index)}`)]).toEqual([...content]);
      });
    }),
    tries(15),
  );
});
