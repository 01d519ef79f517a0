import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf } from '../../../daemon/state/processIdentity.js';
import { takeLock } from '../../../daemon/run/lock.js';
import { inProject } from '../../helpers/project.js';
import { scratch } from '../../helpers/scratch.js';

/** A process that lives until the end of the test, or is killed before. */
function bystander() {
  const child = spawn('sleep', ['100'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const kill = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { identity: identityOf(child.pid!), kill };
}

const lockOf = (runtime: string, number: number, text: string): void => {
  writeFileSync(`${runtime}/daemon.lock.${String(number)}`, text);
};

test('the lock is held by one, for one directory', async () => {
  const [runtime, other] = [scratch(), scratch()];
  expect([await takeLock(runtime), await takeLock(runtime), await takeLock(other)]).toEqual([true, false, true]);
  expect(readdirSync(runtime)).toEqual(['daemon.lock.1']);
});

test('the lock of a process that was killed is free, and its file goes', async () => {
  const runtime = scratch();
  const { identity, kill } = bystander();
  lockOf(runtime, 7, JSON.stringify(identity));
  expect(await takeLock(runtime)).toBe(false);
  await kill();
  expect(await takeLock(runtime)).toBe(true);
  expect(readdirSync(runtime)).toEqual(['daemon.lock.8']);
});

test('a number that another process has got since, and a file with something else, hold nothing', async () => {
  const runtime = scratch();
  lockOf(runtime, 1, JSON.stringify({ pid: process.pid, startTime: '1' }));
  lockOf(runtime, 2, 'garbage');
  expect(await takeLock(runtime)).toBe(true);
  expect(readdirSync(runtime)).toEqual(['daemon.lock.3']);
});

test('of many that find the holder dead at once, one has it', async () => {
  const runtime = scratch();
  lockOf(runtime, 1, JSON.stringify({ pid: 1, startTime: '999999999999' }));
  const program = `${scratch()}/takes.mjs`;
  const contents = `import { takeLock } from ${JSON.stringify(inProject('daemon/run/lock.ts'))};
    console.log(await takeLock(process.argv[2])); process.stdin.resume();`;
  const stdin = { contents, resolveDir: inProject('.'), loader: 'ts' as const };
  await build({ stdin, outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const answers = Array.from({ length: 6 }, async () => {
    const child = spawn(process.execPath, [program, runtime], { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    return String(((await once(child.stdout, 'data')) as [Buffer])[0]).trim();
  });
  expect((await Promise.all(answers)).filter((answer) => answer === 'true')).toHaveLength(1);
  expect(readdirSync(runtime)).toEqual(['daemon.lock.2']);
});
