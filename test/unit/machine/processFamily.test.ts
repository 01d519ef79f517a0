import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { descendants, killIdentity } from '../../../daemon/machine/processFamily.js';
import { identityOf, isAlive } from '../../../daemon/state/processIdentity.js';
import { until } from '../../helpers/waiting.js';

function sleeper(script = 'exec sleep 100'): { pid: number; ended: Promise<unknown> } {
  const child = spawn('sh', ['-c', script], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { pid: child.pid!, ended: once(child, 'exit') };
}

test('another process with the same number is not killed', async () => {
  const { pid } = sleeper();
  const other = { pid, startTime: '1' };
  killIdentity(other);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(identityOf(pid)).not.toBeNull();
});

test('that very process is killed, and then it is gone', async () => {
  const { pid, ended } = sleeper();
  const identity = identityOf(pid)!;
  killIdentity(identity);
  await ended;
  expect(isAlive(identity)).toBe(false);
  expect(identityOf(pid)).toBeNull();
});

test('what a process has started is found, to any depth', async () => {
  const { pid } = sleeper('sh -c "sleep 100 & wait" & wait');
  const family = await until({ what: 'two generations', milliseconds: 5000 }, () => {
    const found = descendants(pid);
    return found.length >= 2 && found;
  });
  onTestFinished(() => {
    family.forEach(killIdentity);
  });
  expect(family.every(isAlive)).toBe(true);
});
