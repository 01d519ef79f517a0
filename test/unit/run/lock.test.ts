import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, type ProcessIdentity } from '../../../daemon/state/processIdentity.js';
import { otherHolder, takeLock } from '../../../daemon/run/lock.js';
import { bundleText } from '../../helpers/bundle.js';
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

const lockOf = (directory: string, number: number, { pid, startTime }: ProcessIdentity): void => {
  symlinkSync(`${String(pid)}:${startTime}`, `${directory}/daemon.lock.${String(number)}`);
};

test('the lock is held by one, for one directory', () => {
  const [runtime, other] = [scratch(), scratch()];
  expect([takeLock(runtime), takeLock(runtime), takeLock(other)]).toEqual([true, false, true]);
  expect(readdirSync(runtime)).toEqual(['daemon.lock.1']);
});

test('the lock of a process that was killed is free, and its file goes', async () => {
  const runtime = scratch();
  const { identity, kill } = bystander();
  lockOf(runtime, 7, identity!);
  expect(takeLock(runtime)).toBe(false);
  expect(otherHolder(runtime)).toEqual(identity);
  await kill();
  expect(takeLock(runtime)).toBe(true);
  expect(otherHolder(runtime)).toBeNull();
  expect(readdirSync(runtime)).toEqual(['daemon.lock.8']);
});

test('a number that another process has got since, and a file with something else, hold nothing', () => {
  const runtime = scratch();
  lockOf(runtime, 1, { pid: process.pid, startTime: '1' });
  symlinkSync('garbage', `${runtime}/daemon.lock.2`);
  writeFileSync(`${runtime}/daemon.lock.3`, 'garbage');
  expect(takeLock(runtime)).toBe(true);
  expect(readdirSync(runtime)).toEqual(['daemon.lock.4']);
});

test('of many that find the holder dead at once, one has it', async () => {
  const runtime = scratch();
  lockOf(runtime, 1, { pid: 1, startTime: '999999999999' });
  const text = `import { takeLock } from './daemon/run/lock.js';
    console.log(takeLock(process.argv[2])); process.stdin.resume();`;
  const program = await bundleText(text, `${scratch()}/takes.mjs`);
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
