import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findPaths } from '../../../daemon/state/paths.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

test('the directories follow XDG, exist, and are closed to others', () => {
  const at = scratch();
  const paths = findPaths({
    HOME: at,
    XDG_RUNTIME_DIR: `${at}/r`,
    XDG_STATE_HOME: `${at}/s`,
    XDG_CACHE_HOME: `${at}/c`,
    XDG_CONFIG_HOME: `${at}/f`,
  });
  expect(paths).toEqual({
    runtime: `${at}/r/bellglass`,
    state: `${at}/s/bellglass`,
    cache: `${at}/c/bellglass`,
    machines: `${at}/r/bellglass/machines`,
    socket: `${at}/r/bellglass/daemon.sock`,
    token: `${at}/s/bellglass/token`,
    log: `${at}/s/bellglass/daemon.log`,
    verdict: `${at}/s/bellglass/hypervisor.json`,
    database: `${at}/s/bellglass/bellglass.db`,
    sandboxes: `${at}/s/bellglass/sandboxes`,
    reviews: `${at}/s/bellglass/reviews`,
    told: `${at}/s/bellglass/told`,
    settings: `${at}/f/bellglass/config.json`,
  });
  expect(existsSync(`${at}/f`)).toBe(false);
  for (const path of [paths.runtime, paths.state, paths.cache, paths.machines])
    expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('without XDG they are in the home directory; a relative XDG directory does not count', () => {
  const at = scratch();
  const paths = findPaths({ HOME: at, XDG_RUNTIME_DIR: `${at}/r`, XDG_STATE_HOME: 'state' });
  expect(paths.state).toBe(`${at}/.local/state/bellglass`);
  expect(paths.cache).toBe(`${at}/.cache/bellglass`);
  expect(paths.settings).toBe(`${at}/.config/bellglass/config.json`);
});

test('a runtime directory that cannot be used is passed over, as after su', () => {
  const at = scratch();
  writeFileSync(`${at}/r`, '');
  const { runtime } = findPaths({ HOME: at, XDG_RUNTIME_DIR: `${at}/r` });
  const uid = String(process.getuid?.());
  expect([`/run/user/${uid}/bellglass`, `/tmp/bellglass-${uid}`]).toContain(runtime);
  expect(existsSync(runtime)).toBe(true);
});

test('a runtime directory whose sockets would have too long a name is refused', async () => {
  const long = `${scratch()}/${'a'.repeat(80)}`;
  mkdirSync(long);
  const error = await expectFailure('socket_path_too_long', () => findPaths({ HOME: long, XDG_RUNTIME_DIR: long }));
  expect(error.data).toMatchObject({ limit: 100 });
});
