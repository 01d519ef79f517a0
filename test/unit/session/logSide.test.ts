import { rmSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
import { readLog } from '../../../daemon/session/disk/logReader.js';
import { SessionLog } from '../../../daemon/session/disk/sessionLog.js';
import { LogSide } from '../../../daemon/session/logSide.js';
import { scratch } from '../../helpers/scratch.js';

async function textOf(path: string): Promise<string> {
  let text = '';
  const wish = { tail: null, follow: false, signal: new AbortController().signal };
  for await (const { bytes } of readLog(new SessionLog(path), wish)) text += bytes.toString();
  return text;
}

test('both outputs go to the log, and the next daemon’s side goes on where a killed one’s was', async () => {
  const path = `${scratch()}/a.log`;
  const killed = new LogSide(new SessionLog(path));
  await killed.take('stdout', Buffer.from('out\n'));
  await killed.take('stderr', Buffer.from('error\n'));
  killed.lost('stderr', 1000);
  const next = new LogSide(new SessionLog(path));
  expect([next.offset('stdout'), next.offset('stderr')]).toEqual([4, 1006]);
  await next.take('stderr', Buffer.from('more\n'));
  await next.settled();
  next.close();
  expect(await textOf(path)).toBe(
    'out\nerror\n\n[bellglass: 1000 bytes of output were lost before they could be read]\nmore\n',
  );
});

test('there is no terminal, and nobody who sees one', () => {
  const side = new LogSide(new SessionLog(`${scratch()}/a.log`));
  expect([side.size, side.viewers]).toEqual([null, 0]);
  side.close();
});

test('a program that floods is never held up, and the log stays within its limit', async () => {
  const path = `${scratch()}/a.log`;
  const log = new SessionLog(path);
  const side = new LogSide(log);
  const piece = Buffer.alloc(1024 * 1024, 'x');
  for (let n = 0; n < 20; n++) await side.take('stdout', piece);
  side.close();
  expect(side.offset('stdout')).toBe(20 * piece.length);
  const kept = statSync(path).size + statSync(log.olderPath).size;
  expect(kept).toBeLessThanOrEqual(limits.sessionLog);
  expect(kept).toBeGreaterThan(limits.sessionLog / 2);
});

test('where nothing can be written the program goes on, and its output counts as taken', async () => {
  const directory = scratch();
  rmSync(directory, { recursive: true });
  const side = new LogSide(new SessionLog(`${directory}/a.log`));
  await side.take('stdout', Buffer.from('nowhere'));
  side.lost('stdout', 3);
  expect(side.offset('stdout')).toBe(10);
  side.close();
});
