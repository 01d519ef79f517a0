import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectDaemon } from '../../../daemon/client/connect.js';
import { VERSION } from '../../../daemon/protocol/version.js';
import { connectIn, logOf, makeWorld, useDaemonProgram } from '../../helpers/daemon/daemonProgram.js';
import { fakeDaemon } from '../../helpers/daemon/fakeDaemon.js';
import { expectFailure } from '../../helpers/failures.js';

const { program } = useDaemonProgram();

describe('the daemon', () => {
  test('is started at first use and found afterwards, on a socket for its user alone', async () => {
    const world = makeWorld();
    const first = await connectIn(world, program);
    const second = await connectIn(world, program);
    expect(first.version).toBe(VERSION);
    expect(second.pid).toBe(first.pid);
    expect(statSync(world.paths.socket).mode & 0o777).toBe(0o600);
    expect(statSync(world.paths.token).mode & 0o777).toBe(0o600);
  });

  test('is one, however many start it at once', async () => {
    const world = makeWorld();
    const daemons = await Promise.all(Array.from({ length: 4 }, async () => await connectIn(world, program)));
    expect(new Set(daemons.map(({ pid }) => pid)).size).toBe(1);
    expect(logOf(world).match(/listening on/g)).toHaveLength(1);
  });

  test('is not started by those who only ask', async () => {
    const world = makeWorld();
    expect(await connectDaemon({ client: 'test', start: false, env: world.env })).toBeNull();
    expect(existsSync(world.paths.socket)).toBe(false);
  });

  test('that was killed is replaced, its socket with it', async () => {
    const world = makeWorld();
    const first = await connectIn(world, program);
    process.kill(first.pid, 'SIGKILL');
    await first.lost;
    expect(existsSync(world.paths.socket)).toBe(true);
    const second = await connectIn(world, program);
    expect(second.pid).not.toBe(first.pid);
  });

  test('of another version is replaced when it is idle', async () => {
    const world = makeWorld();
    const old = await fakeDaemon(world.paths, { version: '0.0.1', stopping: true });
    const daemon = await connectIn(world, program);
    expect(daemon.version).toBe(VERSION);
    expect(old.calls).toEqual(['hello', 'daemon.stop']);
  });

  test('of another version that is busy is left alone, and that is said', async () => {
    const world = makeWorld();
    await fakeDaemon(world.paths, { version: '0.0.1', stopping: false });
    const error = await expectFailure('daemon_other_version', async () => await connectIn(world, program));
    expect(error.data).toEqual({ daemon: '0.0.1', client: VERSION });
  });

  test('that does not know the token refuses', async () => {
    const world = makeWorld();
    await connectIn(world, program);
    const original = world.env['XDG_STATE_HOME'];
    const error = await expectFailure('unauthorized', async () => {
      await connectDaemon({ client: 'test', env: { ...world.env, XDG_STATE_HOME: `${String(original)}2` }, program });
    });
    expect(error.data).toEqual({});
  });

  test('whose token file holds something else is not asked', async () => {
    const world = makeWorld();
    writeFileSync(world.paths.token, 'nothing\n');
    await expectFailure('state_unusable', async () => await connectIn(world, program));
  });

  test('that answers nothing ends in an error, not in a hang', async () => {
    const world = makeWorld();
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(world.paths.socket, resolve));
    onTestFinished(() => {
      silent.close();
    });
    await expectFailure('daemon_unreachable', async () => await connectIn(world, program));
  });
});
