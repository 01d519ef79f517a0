import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SandboxStats } from '../../../daemon/protocol/sandbox/sandbox.js';
import { settingsOf } from '../../helpers/kept/rows.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const names = Array.from({ length: 20 }, (_, index) => `box${String(index + 1)}`);
/** What an idle one takes of the host, in KiB, beyond which something is wrong: its 128 MiB twice, and its translated code. */
const mostIdle = (2 * 128 + 256) * 1024;

test('twenty sandboxes of 128 MiB are started, listed, each answers, and all are stopped', async () => {
  const daemon = await daemonOf(session);
  for (const name of names)
    await daemon.call('sandbox.create', { name, settings: settingsOf({ memoryMiB: 128, diskMiB: 256 }) });
  await Promise.all(names.map(async (sandbox) => await daemon.call('sandbox.start', { sandbox })));
  const { sandboxes } = await daemon.call('sandbox.list', {});
  expect(sandboxes.map(({ name, state }) => `${name} ${state}`)).toEqual(names.map((name) => `${name} running`));
  for (const sandbox of names) {
    const process = {
      argv: ['sh', '-c', `echo ${sandbox}; cat /proc/sys/kernel/random/boot_id`],
      env: {},
      cwd: null,
      user: null,
    };
    const { runId } = await daemon.call('exec.start', { sandbox, process, stdin: false, capture: true });
    const { status, stdout } = await daemon.call('run.wait', { runId });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(`^${sandbox}\n[0-9a-f-]{36}\n$`) as string,
    });
  }
  const stats: SandboxStats[] = [];
  for (const sandbox of names) stats.push(await daemon.call('sandbox.stats', { sandbox }));
  const idle = stats.map(({ hostMemoryKiB }) => hostMemoryKiB ?? Number.NaN).sort((one, other) => one - other);
  const inMiB = (kib: number | undefined): string => ((kib ?? Number.NaN) / 1024).toFixed(0);
  process.stdout.write(
    `host memory per idle sandbox of 128 MiB under QEMU: median ${inMiB(idle[10])} MiB, from ${inMiB(idle[0])} to ${inMiB(idle[19])}\n`,
  );
  expect(idle[19]).toBeLessThan(mostIdle);
  await Promise.all(names.map(async (sandbox) => await daemon.call('sandbox.stop', { sandbox, graceMs: 5000 })));
  await session.expectNoMachine();
  for (const sandbox of names) await daemon.call('sandbox.remove', { sandbox, force: false });
  expect(readdirSync(`${session.state}/bellglass/sandboxes`)).toEqual([]);
  daemon.close();
}, 300_000);
