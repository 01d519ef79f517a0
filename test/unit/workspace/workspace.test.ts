import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { resolveWorkspace as resolve, type Workspace } from '../../../daemon/workspace/workspace.js';
import type { RunRequest } from '../../../daemon/protocol/run.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

const readonly = (path: string) => ({ path, mode: 'readonly' }) as const;

async function resolveWorkspace(
  wanted: RunRequest['workspace'],
  allowBroad: boolean,
  own: string[] = [],
): Promise<Workspace | null> {
  return await resolve(wanted, allowBroad, own);
}

describe('a workspace', () => {
  test('is shared for reading at its own path, with its inode as its identity', async () => {
    const path = scratch();
    const inode = statSync(path, { bigint: true }).ino.toString();
    expect(await resolveWorkspace(readonly(path), false)).toMatchObject({
      path,
      shares: [{ tag: 'workspace', path, readOnly: true }],
      mounts: [{ kind: 'virtiofs', source: 'workspace', target: path, readOnly: true }],
      links: [],
      identity: [{ path, inode }],
    });
  });

  test.each(['with space', `quo"te's`, 'new\nline', 'größe 文', '-dash', 'comma,equals='])(
    'may be called %j',
    async (name) => {
      const path = `${scratch()}/${name}`;
      mkdirSync(path);
      expect((await resolveWorkspace(readonly(path), false))?.path).toBe(path);
    },
  );

  test('that is asked for through a symbolic link has a link there', async () => {
    const at = scratch();
    mkdirSync(`${at}/real`);
    symlinkSync('real', `${at}/link`);
    const workspace = await resolveWorkspace(readonly(`${at}/link`), false);
    expect(workspace?.path).toBe(`${at}/real`);
    expect(workspace?.links).toEqual([{ path: `${at}/link`, to: `${at}/real` }]);
  });

  test('whose link lies in itself needs none', async () => {
    const at = scratch();
    symlinkSync('.', `${at}/self`);
    expect((await resolveWorkspace(readonly(`${at}/self`), false))?.links).toEqual([]);
  });

  test('is none when none was asked for, or mode none', async () => {
    expect(await resolveWorkspace(null, false)).toBeNull();
    expect(await resolveWorkspace({ path: '/nonexistent', mode: 'none' }, false)).toBeNull();
  });
});

describe('a workspace is refused', () => {
  test('when it does not exist', async () => {
    await expectFailure('workspace_missing', async () => await resolveWorkspace(readonly('/nonexistent/x'), false));
  });

  test('when it is a file, or in one', async () => {
    const at = scratch();
    writeFileSync(`${at}/file`, '');
    await expectFailure('workspace_not_directory', async () => await resolveWorkspace(readonly(`${at}/file`), false));
    await expectFailure('workspace_not_directory', async () => await resolveWorkspace(readonly(`${at}/file/x`), false));
  });

  test('when symbolic links lead in a circle', async () => {
    const at = scratch();
    symlinkSync('b', `${at}/a`);
    symlinkSync('a', `${at}/b`);
    await expectFailure('workspace_unreadable', async () => await resolveWorkspace(readonly(`${at}/a`), false));
  });

  test('when its path is not UTF-8', async () => {
    const at = scratch();
    spawnSync('sh', ['-c', `mkdir "$0/$(printf 'a\\377')"`, at]);
    await expectFailure('workspace_not_utf8', async () => await resolveWorkspace(readonly(`${at}/a\ufffd`), false));
  });

  test('when it is the whole file system or the home directory, unless that is insisted on', async () => {
    const root = await expectFailure('workspace_too_broad', async () => await resolveWorkspace(readonly('/'), false));
    expect(root.data).toEqual({ path: '/', what: 'root' });
    await expectFailure('workspace_too_broad', async () => await resolveWorkspace(readonly(homedir()), false));
    expect((await resolveWorkspace(readonly(homedir()), true))?.path).toBe(homedir());
  });

  test("when it lies in the guest's own directories, even if insisted on", async () => {
    await expectFailure('workspace_reserved', async () => await resolveWorkspace(readonly('/proc/self'), true));
    await expectFailure('workspace_reserved', async () => await resolveWorkspace(readonly('/'), true));
  });

  test("when it holds Bellglass's own files or lies in them, through links too; only the home may, if insisted on", async () => {
    const at = scratch();
    mkdirSync(`${at}/.local/state/bellglass/deep`, { recursive: true });
    mkdirSync(`${at}/.local/state/bellglass2`);
    symlinkSync('.local', `${at}/link`);
    const own = [`${at}/link/state/bellglass`];
    for (const path of ['.local', '.local/state/bellglass', '.local/state/bellglass/deep']) {
      const refused = async () => await resolveWorkspace(readonly(`${at}/${path}`), true, own);
      expect((await expectFailure('workspace_private', refused)).data).toEqual({
        path: `${at}/${path}`,
        own: `${at}/.local/state/bellglass`,
      });
    }
    expect(await resolveWorkspace(readonly(`${at}/.local/state/bellglass2`), false, own)).not.toBeNull();
    expect(await resolveWorkspace(readonly(homedir()), true, [`${homedir()}/.local`])).not.toBeNull();
  });

  test("when it could be written and holds Bellglass's own files, whatever is insisted on", async () => {
    const home = { path: homedir(), mode: 'direct' as const };
    const own = [`${homedir()}/.local/state/bellglass`];
    await expectFailure('workspace_private', async () => await resolveWorkspace(home, true, own));
    expect((await resolveWorkspace(home, true, ['/elsewhere']))?.shares).toMatchObject([{ readOnly: false }]);
  });

  test('in review as in every other mode', async () => {
    const review = (path: string) => ({ path, mode: 'review' }) as const;
    await expectFailure('workspace_missing', async () => await resolveWorkspace(review('/nonexistent/x'), false));
    await expectFailure('workspace_too_broad', async () => await resolveWorkspace(review(homedir()), false));
    await expectFailure('workspace_reserved', async () => await resolveWorkspace(review('/proc/self'), true));
    const own = [`${homedir()}/.local/state/bellglass`];
    await expectFailure('workspace_private', async () => await resolveWorkspace(review(homedir()), true, own));
  });
});

describe('a workspace in review', () => {
  test('is at its own path, and nothing of it is shared as it is', async () => {
    const path = scratch();
    expect(await resolveWorkspace({ path, mode: 'review' }, false)).toEqual({
      path,
      shares: [],
      mounts: [],
      links: [],
      identity: [],
    });
  });

  test('that is asked for through a symbolic link has a link there', async () => {
    const at = scratch();
    mkdirSync(`${at}/real`);
    symlinkSync('real', `${at}/link`);
    const workspace = await resolveWorkspace({ path: `${at}/link`, mode: 'review' }, false);
    expect(workspace?.path).toBe(`${at}/real`);
    expect(workspace?.links).toEqual([{ path: `${at}/link`, to: `${at}/real` }]);
  });
});
