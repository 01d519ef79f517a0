import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hideShared } from '../../../daemon/review/hideShared.js';
import { hiddenPatterns } from '../../../daemon/workspace/hidden.js';
import type { Workspace } from '../../../daemon/workspace/workspace.js';
import { failureOf } from '../../helpers/failures.js';
import { bellglassFs, inPlaceOfFs } from '../../helpers/review/program.js';
import { scratch } from '../../helpers/scratch.js';

const never = new AbortController().signal;
const usual = { program: bellglassFs, more: null };

function shared(): Workspace {
  const path = scratch();
  return { path, shares: [{ tag: 'workspace', path, readOnly: true }], mounts: [], links: [], identity: [] };
}

test('the file server of a shared folder gets the patterns, and what they hide is known', async () => {
  const workspace = shared();
  mkdirSync(`${workspace.path}/keys`);
  for (const path of ['.env', 'keys/own', 'plain']) writeFileSync(`${workspace.path}/${path}`, '');
  const hiding = await hideShared(workspace, { ...usual, more: ['keys/'] }, never);
  expect(hiding?.shares).toEqual([{ ...workspace.shares[0], hidden: hiddenPatterns(['keys/']) }]);
  expect(hiding?.hidden).toEqual({ count: 2, paths: ['.env', 'keys'] });
});

test('what is not shared as it is stays as it was', async () => {
  const workspace = { ...shared(), shares: [] };
  expect(await hideShared(workspace, usual, never)).toBe(workspace);
  expect(await hideShared(null, usual, never)).toBeNull();
});

test('where it is not certain what is hidden, nothing is shared', async () => {
  const workspace = shared();
  symlinkSync('/dev/null', `${workspace.path}/.bellglassignore`);
  const reason = '.bellglassignore: is a symbolic link';
  const failed = async (from: Workspace, program = bellglassFs) =>
    await failureOf(async () => await hideShared(from, { ...usual, program }, never));
  expect(await failed(workspace)).toEqual({ code: 'bad_ignore_pattern', data: { reason } });
  const path = `${workspace.path}/gone`;
  expect(await failed({ ...workspace, path })).toEqual({ code: 'workspace_missing', data: { path } });
  const silent = { path, reason: 'bellglass-fs ended without a word' };
  expect(await failed({ ...workspace, path }, inPlaceOfFs('echo nothing'))).toEqual({
    code: 'hidden_unknown',
    data: silent,
  });
});
