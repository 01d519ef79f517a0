import { appendFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { Appender } from '../../../../daemon/session/disk/appender.js';
import { readLog } from '../../../../daemon/session/disk/logReader.js';
import { SessionLog } from '../../../../daemon/session/disk/sessionLog.js';
import { scratch } from '../../../helpers/scratch.js';

function open(path: string, half?: number): SessionLog {
  const log = new SessionLog(path, half);
  log.resume();
  return log;
}

async function textOf(log: SessionLog, tail: number | null = null): Promise<string> {
  let text = '';
  const wish = { tail, follow: false, signal: new AbortController().signal };
  for await (const { output, bytes } of readLog(log, wish))
    text += `${output === 'stderr' ? '!' : ''}${bytes.toString()}`;
  return text;
}

describe('the log on disk is the truth', () => {
  test('of where the next daemon goes on, also after a write that was cut off', async () => {
    const path = `${scratch()}/a.log`;
    const killed = open(path);
    killed.add('stdout', Buffer.from('one\n'));
    killed.add('stderr', Buffer.from('two\n'));
    killed.addLost('stdout', 10);
    appendFileSync(path, Buffer.from([1, 0, 0, 0, 0, 0, 0, 9, 1, 2]));
    const next = open(path);
    expect(next.offsets).toEqual({ stdout: 14, stderr: 4 });
    next.add('stdout', Buffer.from('three\n'));
    expect(await textOf(next)).toBe(
      'one\n!two\n\n[bellglass: 10 bytes of output were lost before they could be read]\nthree\n',
    );
  });

  test('of offsets beyond what it still holds', () => {
    const path = `${scratch()}/a.log`;
    const log = open(path, 1000);
    for (let n = 0; n < 100; n++) log.add('stdout', Buffer.alloc(100, 'x'));
    expect(statSync(path).size).toBeLessThanOrEqual(1000);
    expect(statSync(log.olderPath).size).toBeLessThanOrEqual(1000);
    expect(open(path, 1000).offsets).toEqual({ stdout: 10_000, stderr: 0 });
    rmSync(path);
    expect(open(path, 1000).offsets.stdout).toBeLessThan(10_000);
  });
});

test('what was put aside is not lost where the next file cannot be begun', async () => {
  const path = `${scratch()}/a.log`;
  const log = open(path, 400);
  for (let n = 0; n < 10; n++) log.add('stdout', Buffer.from(`line ${String(n)}\n`));
  const append = vi.spyOn(Appender.prototype, 'append').mockReturnValue(false);
  const piece = Buffer.alloc(300, 'x');
  for (let n = 0; n < 5; n++) log.add('stdout', piece);
  append.mockRestore();
  log.add('stdout', Buffer.from('more\n'));
  expect(await textOf(log)).toMatch(
    /^line 0\n[^]*line 9\n\n\[bellglass: 1500 bytes of output are missing[^]*\nmore\n$/,
  );
  expect(open(path, 400).offsets).toEqual({ stdout: 70 + 1500 + 5, stderr: 0 });
});

test('where nothing can be written nobody is stopped, and the log says what is missing once it can be', async () => {
  const directory = `${scratch()}/sessions`;
  mkdirSync(directory);
  const path = `${directory}/a.log`;
  const log = open(path, 100);
  log.add('stdout', Buffer.from('there'));
  rmSync(directory, { recursive: true });
  // Too long for the rest of the file: a new one cannot be made.
  log.add('stdout', Buffer.alloc(60, 'x'));
  log.add('stderr', Buffer.from('nor this'));
  expect(log.offsets).toEqual({ stdout: 65, stderr: 8 });
  mkdirSync(directory);
  // A daemon that were killed now would leave the next one to read it again.
  expect(open(`${directory}/a.log`).offsets).toEqual({ stdout: 0, stderr: 0 });
  rmSync(path);
  log.add('stdout', Buffer.from('again'));
  const text = await textOf(log);
  expect(text).toContain('[bellglass: 60 bytes of output are missing, since the disk was full]');
  expect(text).toContain('!\n[bellglass: 8 bytes of output are missing, since the disk was full]');
  expect(text).toMatch(/again$/);
});
