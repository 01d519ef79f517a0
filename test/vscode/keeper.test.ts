import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { processesOf } from '../helpers/session/leftovers.js';
import { startKeeper } from '../helpers/vscode/server/kept.js';

/** A server that has started something in a session of its own, as an extension starts the daemon. */
const script = 'setsid sh -c "sleep 1001; :" "$0" & sh -c "sleep 1002; :" "$0" & echo up; wait';

async function started() {
  const directory = mkdtempSync('/tmp/bgt-keeper-');
  const env = { PATH: process.env['PATH'], OF: directory };
  const args = ['-c', script, directory];
  const keeper = await startKeeper({ program: 'sh', args, env, directory, marks: ['sleep 1002'] });
  // Whatever goes wrong, the end of its standard input ends it all.
  onTestFinished(() => {
    keeper.stdin?.destroy();
  });
  await once(keeper.stdout!, 'data');
  const left = (): string[] =>
    processesOf(directory.slice('/tmp/'.length))
      .map(({ command }) => /sleep \d+/.exec(command)?.[0] ?? '')
      .filter((command) => command !== '');
  return { directory, keeper, left };
}

test('a keeper ends everything and removes the directory when the test is gone, whose ends of the pipes the kernel closes', async () => {
  const { directory, keeper, left } = await started();
  expect(left()).toContain('sleep 1001');
  for (const stream of [keeper.stdout, keeper.stderr, keeper.stdin]) stream!.destroy();
  expect(await once(keeper, 'exit')).toEqual([1, null]);
  expect(left()).toEqual([]);
  expect(existsSync(directory)).toBe(false);
});

test('a keeper that is told to stop ends the server and its parts, and leaves what must be seen to end by itself', async () => {
  const { directory, keeper, left } = await started();
  keeper.stdin!.write('stop\n');
  expect(await once(keeper, 'exit')).toEqual([0, null]);
  expect([...new Set(left())]).toEqual(['sleep 1001']);
  const second = await startKeeper({ program: 'true', args: [], env: process.env, directory, marks: [] });
  second.stdin!.destroy();
  await once(second, 'exit');
  expect(left()).toEqual([]);
});
