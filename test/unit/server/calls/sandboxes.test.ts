import { readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { kill } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { identityOf } from '../../../../daemon/state/processIdentity.js';
import { connectIn, logOf, makeWorld, useDaemonProgram } from '../../../helpers/daemon/daemonProgram.js';
import { expectFailure } from '../../../helpers/failures.js';
import { settingsOf } from '../../../helpers/kept/rows.js';
import { until } from '../../../helpers/waiting.js';

const { program } = useDaemonProgram();
const process = { argv: ['true'], env: {}, cwd: null, user: null };

describe('calls about kept sandboxes', () => {
  test('name one that there is, or are refused', async () => {
    const daemon = await connectIn(makeWorld(), program);
    expect(await daemon.call('sandbox.list', {})).toEqual({ sandboxes: [], notices: [] });
    const sandbox = 'nobody';
    for (const work of [
      async () => await daemon.call('sandbox.start', { sandbox }),
      async () => await daemon.call('sandbox.stop', { sandbox, graceMs: 0 }),
      async () => await daemon.call('sandbox.remove', { sandbox, force: true }),
      async () => await daemon.call('sandbox.rename', { sandbox, name: 'other' }),
      async () => await daemon.call('sandbox.inspect', { sandbox }),
      async () => await daemon.call('sandbox.stats', { sandbox }),
      async () => await daemon.call('sandbox.top', { sandbox }),
      async () => await daemon.call('sandbox.console', { sandbox }),
      async () => await daemon.call('exec.start', { sandbox, process, stdin: false, capture: false }),
      async () => await daemon.call('session.start', { sandbox, process, terminal: null }),
      async () => await daemon.call('session.find', { reference: sandbox, has: 'log' }),
    ])
      expect((await expectFailure('unknown_sandbox', work)).data).toEqual({ reference: sandbox, nearest: null });
  });

  test('refuse names that are none', async () => {
    const daemon = await connectIn(makeWorld(), program);
    for (const name of ['', '-x', 'a b', 'a/b', '../x', 'x'.repeat(64), 'naïve']) {
      const create = async () => await daemon.call('sandbox.create', { name, settings: settingsOf() });
      const { data } = await expectFailure('bad_request', create);
      expect(data).toMatchObject({ method: 'sandbox.create', issue: expect.stringMatching(/^name: /) as unknown });
    }
  });

  test('make nothing when a sandbox could never start', async () => {
    const world = makeWorld();
    const daemon = await connectIn(world, program);
    const create = async (settings: Parameters<typeof settingsOf>[0]) =>
      await daemon.call('sandbox.create', { name: 'one', settings: settingsOf(settings) });
    await expectFailure('native_missing', async () => await create({}));
    await expectFailure('memory_too_small', async () => await create({ memoryMiB: 1 }));
    await expectFailure(
      'workspace_missing',
      async () => await create({ workspace: { path: '/none', mode: 'readonly' } }),
    );
    expect((await daemon.call('sandbox.list', {})).sandboxes).toEqual([]);
    expect(readdirSync(world.paths.sandboxes)).toEqual([]);
  });
});

describe('a daemon whose database', () => {
  test('was damaged says so to whoever lists the sandboxes, and goes on', async () => {
    const world = makeWorld();
    writeFileSync(world.paths.database, 'no database at all'.repeat(500));
    const daemon = await connectIn(world, program);
    const { sandboxes, notices } = await daemon.call('sandbox.list', {});
    expect(sandboxes).toEqual([]);
    expect(notices).toEqual([expect.stringContaining(`${world.paths.database}.damaged-`)]);
  });

  test('is a newer version’s runs programs, keeps no sandboxes, and says why', async () => {
    const world = makeWorld();
    const newer = new DatabaseSync(world.paths.database);
    newer.exec('PRAGMA user_version = 1000');
    newer.close();
    const daemon = await connectIn(world, program);
    const { data } = await expectFailure('database_newer', async () => await daemon.call('sandbox.list', {}));
    expect(data).toMatchObject({ path: world.paths.database, version: 1000 });
    expect(await daemon.call('machine.list', {})).toEqual({ machines: [] });
    expect(logOf(world)).toContain('sandboxes cannot be kept');
  });

  test('is another daemon’s, in another runtime directory, is left alone until that one has ended', async () => {
    const one = makeWorld();
    const other = makeWorld({ XDG_STATE_HOME: dirname(one.paths.state) });
    const first = await connectIn(one, program);
    await first.call('sandbox.list', {});
    const second = await connectIn(other, program);
    const { data } = await expectFailure('sandboxes_elsewhere', async () => await second.call('sandbox.list', {}));
    expect(data).toEqual({ path: one.paths.state, pid: first.pid });
    expect(await second.call('machine.list', {})).toEqual({ machines: [] });
    kill(first.pid, 'SIGKILL');
    await until({ what: 'its end', milliseconds: 5000 }, () => identityOf(first.pid) === null);
    expect(await second.call('sandbox.list', {})).toEqual({ sandboxes: [], notices: [] });
  });

  test('is locked keeps sandboxes as soon as it is not', async () => {
    const world = makeWorld();
    const holder = new DatabaseSync(world.paths.database);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE held (x)');
    const daemon = await connectIn(world, program);
    await expectFailure('database_locked', async () => await daemon.call('sandbox.list', {}));
    holder.exec('ROLLBACK');
    holder.close();
    expect(await daemon.call('sandbox.list', {})).toEqual({ sandboxes: [], notices: [] });
  });
});
