import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { expect, test } from 'vitest';
import {
  keptComplaint,
  makeRunDirectory,
  ownerRecord,
  readComplaint,
  readTrace,
  removeRunDirectory,
  runDirectoryAt,
  runDirectoryIds,
  writeOwner,
} from '../../../daemon/machine/runDirectory.js';
import { identityOf } from '../../../daemon/state/processIdentity.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

test('a run directory is new, closed to others, and says who owns it', async () => {
  const at = scratch();
  const [one, two] = [await makeRunDirectory(at), await makeRunDirectory(at)];
  expect(one.id).toMatch(/^[0-9a-f]{8}$/);
  expect(one.id).not.toBe(two.id);
  expect(statSync(one.path).mode & 0o777).toBe(0o700);
  expect(await readTrace(one.owner, ownerRecord)).toEqual({
    daemon: identityOf(process.pid),
    vmm: null,
    sandbox: null,
  });
  await writeOwner(one, { pid: 1, startTime: '1' });
  expect(JSON.parse(readFileSync(one.owner, 'utf8'))).toMatchObject({ vmm: { pid: 1, startTime: '1' } });
});

test('one of a kept sandbox says so from the beginning, and when its machine is known', async () => {
  const directory = await makeRunDirectory(scratch(), '0a1b2c3d4e5f');
  expect(await readTrace(directory.owner, ownerRecord)).toMatchObject({ sandbox: '0a1b2c3d4e5f', vmm: null });
  const vmm = { pid: 1, startTime: '1' };
  await writeOwner(directory, vmm);
  expect(await readTrace(directory.owner, ownerRecord)).toMatchObject({ sandbox: '0a1b2c3d4e5f', vmm });
  expect(readdirSync(directory.path)).toEqual(['owner.json']);
});

test('an owner that an older daemon wrote is a run’s', async () => {
  const directory = await makeRunDirectory(scratch());
  writeFileSync(directory.owner, JSON.stringify({ daemon: { pid: 1, startTime: '1' }, vmm: null }));
  expect(await readTrace(directory.owner, ownerRecord)).toMatchObject({ sandbox: null });
});

test('run directories are told from other files by their names', async () => {
  const at = scratch();
  const { id } = await makeRunDirectory(at);
  mkdirSync(`${at}/something`);
  expect(await runDirectoryIds(at)).toEqual([id]);
});

test('its sockets have short names beneath a usual runtime directory', async () => {
  const { agentSocket, path } = await makeRunDirectory(scratch());
  expect(agentSocket).toBe(`${path}/agent.sock`);
});

test('it is removed with all that is in it, and may be gone already', async () => {
  const directory = await makeRunDirectory(scratch());
  writeFileSync(directory.console, 'text');
  await removeRunDirectory(directory);
  await removeRunDirectory(directory);
  expect(existsSync(directory.path)).toBe(false);
});

test('what cannot be removed is left, and nobody is held up by it', async () => {
  // Nothing in it can be removed, not even by root.
  const path = `/proc/${String(process.pid)}/fdinfo`;
  await removeRunDirectory({ ...runDirectoryAt(scratch(), '00000000'), path });
  expect(existsSync(path)).toBe(true);
});

test('a place where it cannot be made or written is said', async () => {
  const at = scratch();
  expect((await expectFailure('run_directory_failed', async () => await makeRunDirectory(`${at}/none`))).data).toEqual({
    path: `${at}/none`,
    reason: 'no such file or directory',
  });
  const directory = await makeRunDirectory(at);
  await removeRunDirectory(directory);
  await expectFailure('run_directory_failed', async () => {
    await writeOwner(directory, null);
  });
});

test('a trace that is missing, no JSON, another shape or too long is none', async () => {
  const { failure } = await makeRunDirectory(scratch());
  const shape = z.strictObject({ n: z.number() });
  expect(await readTrace(failure, shape)).toBeNull();
  writeFileSync(failure, '{');
  expect(await readTrace(failure, shape)).toBeNull();
  writeFileSync(failure, '{"n":"1"}');
  expect(await readTrace(failure, shape)).toBeNull();
  writeFileSync(failure, '{"n":1}');
  expect(await readTrace(failure, shape)).toEqual({ n: 1 });
  writeFileSync(failure, `{"n":1}${' '.repeat(256 * 1024)}`);
  expect(await readTrace(failure, shape)).toBeNull();
});

test('what a vmm printed is read, without the line’s end', () => {
  const path = `${scratch()}/vmm.log`;
  writeFileSync(path, 'bellglass-vmm: größer\n');
  expect(readComplaint(path)).toBe('bellglass-vmm: größer');
});

test('only the head of a long file is read', () => {
  const path = `${scratch()}/vmm.log`;
  writeFileSync(path, `${'x'.repeat(keptComplaint)}rest`);
  expect(readComplaint(path)).toBe('x'.repeat(keptComplaint));
});

test('where there is no file, or something else, nothing was printed', () => {
  const at = scratch();
  expect(readComplaint(`${at}/none`)).toBe('');
  expect(readComplaint(at)).toBe('');
});
