import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runRecord, type RunRecord } from '../../../../daemon/protocol/run.js';
import { Home } from '../home.js';

// A real daemon without its native programs: every run reaches it, and none gets as far as a machine. test/machine has those that do.
let home: Home;
beforeAll(() => {
  home = new Home({ BELLGLASS_NATIVE: '/nowhere' });
  mkdirSync(join(home.directory, 'project'));
  writeFileSync(join(home.directory, 'project', 'a.py'), 'print(1)\n');
});
afterAll(async () => {
  await home.remove();
});

const inProject = ['--workspace', 'project'];

describe('bellglass run, where no machine can start', () => {
  test.each<[string, string[], RegExp]>([
    [
      'native programs that are missing',
      [...inProject, '--', 'true'],
      /^bellglass: "\/nowhere\/.*" is missing, without which no sandbox can start/,
    ],
    [
      'a workspace that does not exist',
      ['--workspace', 'nowhere', '--', 'true'],
      /^bellglass: The workspace ".*\/nowhere" does not exist\./,
    ],
    [
      'a workspace that is a file',
      ['--workspace', 'project/a.py', '--', 'true'],
      /^bellglass: The workspace ".*" is not a directory\./,
    ],
    [
      'the home directory as workspace',
      ['--', 'true'],
      /^bellglass: The workspace ".*" is the home directory.*--allow-broad-workspace/,
    ],
    [
      'the root as workspace',
      ['--workspace', '/', '--', 'true'],
      /^bellglass: The workspace "\/" is the whole file system/,
    ],
    [
      'memory beyond the host',
      ['-m', '15t', ...inProject, '--', 'true'],
      /^bellglass: 15728640 MiB of memory were asked for/,
    ],
    ['memory that is too little', ['-m', '8m', ...inProject, '--', 'true'], /^bellglass: 8 MiB of memory are too few/],
    [
      'more CPUs than there are',
      ['--cpus', '1000', ...inProject, '--', 'true'],
      /^bellglass: 1000 CPUs were asked for/,
    ],
  ])('%s: one sentence, status 125, nothing on stdout', async (_title, args, sentence) => {
    const { status, stdout, stderr } = await home.bellglass('run', ...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
  });

  test('--json prints the record of a run that failed', async () => {
    const { status, stdout } = await home.bellglass('run', '--json', ...inProject, '--', 'true');
    const record = JSON.parse(stdout) as RunRecord;
    expect(status).toBe(125);
    expect(record).toMatchObject({
      command: ['true'],
      outcome: 'failed',
      status: 125,
      error: { code: 'native_missing' },
    });
  });

  test('--json prints a record in the same shape when no daemon can be reached', async () => {
    const lost = new Home({ BELLGLASS_DAEMON: '/nowhere' });
    const { status, stdout } = await lost.bellglass('run', '--json', '--mode', 'none', '--', 'true');
    await lost.remove();
    expect(status).toBe(125);
    const record = runRecord.parse(JSON.parse(stdout));
    expect(record).toMatchObject({ id: '', command: ['true'], outcome: 'failed', status: 125, workspace: null });
    expect(record.error?.code).toBe('daemon_start_failed');
  });

  test('the process’s signals are its own again afterwards', async () => {
    const before = process.listenerCount('SIGINT');
    await home.bellglass('run', ...inProject, '--', 'true');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
