import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { VERSION } from '../../../../daemon/protocol/version.js';
import { findPaths } from '../../../../daemon/state/paths.js';
import { DaemonLink } from '../../../../src/daemon/link.js';
import { scratch } from '../../../helpers/scratch.js';
import { until } from '../../../helpers/waiting.js';

/** A daemon's end of a connection: who asked for it, and its loss. */
const connectDaemon = vi.hoisted(() => vi.fn<(wish: { start?: boolean }) => Promise<unknown>>());
vi.mock('../../../../daemon/client/connect.js', () => ({ connectDaemon }));

/** How the latest connection is lost. */
let lose = (): void => undefined;
beforeEach(() => {
  connectDaemon.mockImplementation(async () => {
    const lost = new Promise<void>((resolve) => (lose = resolve));
    return await Promise.resolve({ version: VERSION, pid: 1, lost, close: () => undefined });
  });
});
afterEach(() => {
  connectDaemon.mockReset();
});

/** A window of a user without a daemon. */
function window() {
  const at = scratch();
  const env = { HOME: at, XDG_RUNTIME_DIR: `${at}/r`, XDG_STATE_HOME: `${at}/s`, XDG_CACHE_HOME: `${at}/c` };
  mkdirSync(`${at}/r`, { mode: 0o700 });
  const { socket } = findPaths(env);
  const link = new DaemonLink({ program: 'bellglassd.mjs', env, log: () => undefined });
  onTestFinished(() => {
    link.close();
  });
  /** How often it asked for a connection, and started no daemon. */
  const joined = () => connectDaemon.mock.calls.filter(([{ start }]) => start === false).length;
  return { link, env, socket, joined };
}

describe('a daemon that appears', () => {
  test('is joined by a window that follows, and not started', async () => {
    const { link, socket, joined } = window();
    await link.follow();
    expect([joined(), link.current]).toEqual([0, null]);
    writeFileSync(socket, '');
    await until({ what: 'a connection', milliseconds: 5000 }, () => link.current);
    expect(joined()).toBe(1);
  });

  test('is joined also after its directory was removed and a connection made it anew', async () => {
    const { link, env, socket, joined } = window();
    await link.follow();
    rmSync(dirname(socket), { recursive: true });
    findPaths(env);
    await link.open();
    lose();
    await until({ what: 'the loss', milliseconds: 5000 }, () => link.current === null);
    writeFileSync(socket, '');
    await until({ what: 'another connection', milliseconds: 5000 }, () => link.current);
    expect(joined()).toBe(1);
  });

  test('is left alone by a window that does not follow, and by one that is closed', async () => {
    const { link, socket, joined } = window();
    await link.open();
    lose();
    const closed = window();
    await closed.link.follow();
    closed.link.close();
    writeFileSync(socket, '');
    writeFileSync(closed.socket, '');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([joined(), closed.joined()]).toEqual([0, 0]);
  });
});

describe('that the daemon is wanted', () => {
  test('is told before it is reached, also when it does not start', async () => {
    const { link } = window();
    const told: string[] = [];
    const stop = link.onWanted(() => told.push(`wanted after ${String(connectDaemon.mock.calls.length)}`));
    const failure = new BellglassFailure({ code: 'daemon_lost', data: {} });
    connectDaemon.mockRejectedValueOnce(failure);
    await expect(link.open()).rejects.toBe(failure);
    expect(told).toEqual(['wanted after 0']);
    await link.open();
    await link.open();
    expect(told).toHaveLength(3);
    stop();
    await link.open();
    expect(told).toHaveLength(3);
  });

  test('is told when the next is started after one was lost', async () => {
    const { link } = window();
    const wanted = vi.fn();
    link.onWanted(wanted);
    await link.again();
    expect(wanted).toHaveBeenCalledTimes(1);
  });

  test('is not told by a window that only follows', async () => {
    const { link, socket } = window();
    const wanted = vi.fn();
    link.onWanted(wanted);
    await link.follow();
    writeFileSync(socket, '');
    await until({ what: 'a connection', milliseconds: 5000 }, () => link.current);
    expect(wanted).not.toHaveBeenCalled();
  });
});
