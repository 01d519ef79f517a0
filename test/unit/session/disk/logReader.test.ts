import { describe, expect, test } from 'vitest';
import { readLog } from '../../../../daemon/session/disk/logReader.js';
import { SessionLog } from '../../../../daemon/session/disk/sessionLog.js';
import { scratch } from '../../../helpers/scratch.js';

function filled(lines: number, half?: number): SessionLog {
  const log = new SessionLog(`${scratch()}/a.log`, half);
  log.resume();
  for (let n = 0; n < lines; n++) log.add(n % 2 === 0 ? 'stdout' : 'stderr', Buffer.from(`${String(n)}\n`));
  return log;
}

const forever = new AbortController().signal;

async function all(log: SessionLog, tail: number | null, follow = false): Promise<string> {
  let text = '';
  for await (const { bytes } of readLog(log, { tail, follow, signal: forever })) text += bytes.toString();
  return text;
}

describe('the last lines', () => {
  test.each([
    [null, '0\n1\n2\n3\n'],
    [0, ''],
    [1, '3\n'],
    [3, '1\n2\n3\n'],
    [9, '0\n1\n2\n3\n'],
  ])('%s of four', async (tail, text) => {
    expect(await all(filled(4), tail)).toBe(text);
  });

  test('one that has not ended is one', async () => {
    const log = filled(2);
    log.add('stdout', Buffer.from('a\nb\nend'));
    expect(await all(log, 2)).toBe('b\nend');
  });
});

describe('who follows', () => {
  test('sees everything in order, over every file, until the log is closed', async () => {
    const log = filled(50, 400);
    const reading = all(log, 0, true);
    await Promise.resolve();
    let written = '';
    for (let n = 0; n < 200; n++) {
      const line = `more ${String(n)}\n`;
      log.add(n % 3 === 0 ? 'stderr' : 'stdout', Buffer.from(line));
      written += line;
      await new Promise((resolve) => setImmediate(resolve));
    }
    log.close();
    expect(await reading).toBe(written);
  });

  test('waits for output that has not begun, and for a log that is gone on with', async () => {
    const log = new SessionLog(`${scratch()}/a.log`);
    const reading = all(log, null, true);
    await Promise.resolve();
    log.resume();
    log.add('stdout', Buffer.from('first'));
    log.close();
    expect(await reading).toBe('first');
  });

  test('and is slow is told what was written over', async () => {
    const log = filled(10, 400);
    const reader = readLog(log, { tail: null, follow: true, signal: forever });
    await reader.next();
    for (let n = 0; n < 200; n++) log.add('stdout', Buffer.from('x\n'));
    log.close();
    let text = '';
    for await (const { bytes } of reader) text += bytes.toString();
    const missing = Number(/bellglass: (\d+) bytes of output were written over before they were read/.exec(text)?.[1]);
    expect(missing).toBe(400 - (text.match(/x\n/g) ?? []).length * 2);
  });

  test('and goes waits no longer', async () => {
    const gone = new AbortController();
    const reader = readLog(filled(0), { tail: null, follow: true, signal: gone.signal });
    const next = reader.next();
    gone.abort();
    expect(await next).toMatchObject({ done: true });
  });
});
