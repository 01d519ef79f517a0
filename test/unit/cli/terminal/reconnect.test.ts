import { expect, test } from 'vitest';
import { acrossDaemons, withNewDaemon } from '../../../../daemon/cli/terminal/reconnect.js';
import { connectIn, makeWorld, useDaemonProgram } from '../../../helpers/daemon/daemonProgram.js';
import { type Daemon } from '../../../../daemon/client/daemon.js';
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

test('what is done with a daemon that is killed is done again with the next one, and with no third', async () => {
  const world = makeWorld({ BELLGLASS_DAEMON: program });
  const first = await connectIn(world, program);
  const pids: number[] = [];
  const open = async (daemon: Daemon): Promise<Daemon> => {
    pids.push(daemon.pid);
    return await Promise.resolve(daemon);
  };
  const stay = async (daemon: Daemon): Promise<string> => {
    if (pids.length === 1) process.kill(daemon.pid, 'SIGKILL');
    await daemon.call('machine.list', {});
    // The killed one may have answered before its end.
    if (pids.length === 1) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
    return 'done';
  };
  expect(await acrossDaemons(first, world.env, open, stay)).toBe('done');
  expect(pids).toEqual([first.pid, expect.any(Number)]);
  expect(pids[1]).not.toBe(first.pid);
});

test('what fails while its daemon lives is no reason for another', async () => {
  const world = makeWorld();
  const daemon = await connectIn(world, program);
  const stay = async (): Promise<number> => await Promise.reject(new Error('of its own'));
  await expect(acrossDaemons(daemon, world.env, async () => await Promise.resolve(1), stay)).rejects.toThrow(
    'of its own',
  );
});
