import { afterEach, expect, test } from 'vitest';
import { expectOneSentence } from '../helpers/session/oneSentence.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const settle = (settings: object) => {
  session.write(`${session.home}/.config/bellglass/config.json`, JSON.stringify(settings));
};

afterEach(() => {
  settle({});
});

test('sandboxes share the memory that the settings give to all; what one held is the next one’s', async () => {
  settle({ totalMemoryMiB: 384 });
  const first = session.start(['run', '-i', '-m', '256m', '--', 'sh', '-c', 'echo up; cat'], { keepStdin: true });
  await first.seen(/up/);
  expectOneSentence(
    await session.run(['-m', '129m', '--', 'true']),
    /129 MiB of memory were asked for, running sandboxes have 256 MiB, and all together may have 384 MiB/,
  );
  first.child.stdin?.end();
  expect(await first.ended).toMatchObject({ status: 0 });
  expect(await session.run(['-m', '384m', '--', 'true'])).toMatchObject({ status: 0, stderr: '' });
});

test('a run that fails gives back what it had', async () => {
  settle({ totalMemoryMiB: 256 });
  const missing = await session.run(['-m', '256m', '--', 'no-such-program']);
  expect(missing).toMatchObject({ status: 127 });
  expect(await session.run(['-m', '256m', '--', 'true'])).toMatchObject({ status: 0, stderr: '' });
});

test('CPUs are counted too, the usual ones of a hypervisor among them', async () => {
  settle({ totalCpus: 1 });
  expectOneSentence(
    await session.run(['--cpus', '2', '--', 'true']),
    /2 CPUs were asked for, running sandboxes have 0, and all together may have 1/,
  );
  expect(await session.run(['--hypervisor', 'qemu', '--', 'true'])).toMatchObject({ status: 0, stderr: '' });
});

test('the settings give a sandbox its usual memory, and the command line has the last word', async () => {
  settle({ memoryMiB: 256 });
  const size = "awk '/MemTotal/ {print ($2 < 262144)}' /proc/meminfo";
  expect(await session.sh(size)).toMatchObject({ stdout: '1\n' });
  expect(await session.sh(size, ['--memory', '512m'])).toMatchObject({ stdout: '0\n' });
});
