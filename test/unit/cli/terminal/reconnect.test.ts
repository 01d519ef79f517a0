import { expect, test } from 'vitest';
import { withNewDaemon } from '../../../../daemon/cli/terminal/reconnect.js';
import { makeWorld, useDaemonProgram } from '../../../helpers/daemon/daemonProgram.js';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { scratch } from '../../../helpers/scratch.js';

const { program } = useDaemonProgram();

test('a daemon that was lost is started again, and asked until it can', async () => {
  const world = makeWorld();
  let asked = 0;
  const pid = await withNewDaemon({ ...world.env, BELLGLASS_DAEMON: program }, async (daemon) => {
    await daemon.call('machine.list', {});
    asked += 1;
    if (asked < 3) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
    daemon.close();
    return daemon.pid;
  });
  expect(asked).toBe(3);
  expect(pid).toBeGreaterThan(0);
});

test('what failed last is thrown when the time is over', async () => {
  const at = scratch();
  const env = { HOME: at, XDG_RUNTIME_DIR: `${at}/r`, BELLGLASS_DAEMON: '/nowhere' };
  await expect(
    withNewDaemon(
      env,
      async () => {
        await Promise.resolve();
      },
      300,
    ),
  ).rejects.toThrow(/^daemon_start_failed/);
});
