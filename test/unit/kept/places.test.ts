import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placesOf } from '../../../daemon/kept/places.js';
import { expectFailure } from '../../helpers/failures.js';
import { settingsOf } from '../../helpers/kept/rows.js';
import { scratchPaths } from '../../helpers/paths.js';
import { scratch } from '../../helpers/scratch.js';

test('a sandbox sees its workspace and its added directories, and never what is Bellglass’s own', async () => {
  const at = scratch();
  const paths = scratchPaths(at);
  for (const name of ['work', 'tools']) mkdirSync(`${at}/${name}`);
  const workspace = { path: `${at}/work`, mode: 'readonly' } as const;
  const mounts = [{ source: `${at}/tools`, target: '/opt/tools', readOnly: true }];
  const places = await placesOf(settingsOf({ workspace, mounts }), paths);
  expect(places.workspace?.path).toBe(`${at}/work`);
  expect(places.mounts.targets).toEqual(['/opt/tools']);
  expect(await placesOf(settingsOf(), paths)).toMatchObject({ workspace: null, mounts: { targets: [] } });
  const own = { path: paths.state, mode: 'readonly' } as const;
  await expectFailure('workspace_private', async () => await placesOf(settingsOf({ workspace: own }), paths));
  const added = [{ source: paths.state, target: '/opt/state', readOnly: true }];
  await expectFailure('mount_refused', async () => await placesOf(settingsOf({ mounts: added }), paths));
});

test('a kept sandbox in review is refused, before anything is looked at', async () => {
  const workspace = { path: '/nonexistent', mode: 'review' } as const;
  const refused = async () => await placesOf(settingsOf({ workspace }), scratchPaths());
  expect((await expectFailure('mode_not_available', refused)).data).toEqual({ mode: 'review' });
});
