import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
import type { SnapshotReply } from '../../../daemon/protocol/wire/snapshot.js';
import { Base } from '../../../daemon/review/base/base.js';
import { rawPath } from '../../../daemon/review/rawPath.js';
import { takeSnapshot } from '../../../daemon/review/snapshot.js';
import { expectFailure } from '../../helpers/failures.js';
import { bellglassFs, inPlaceOfFs } from '../../helpers/review/program.js';
import { scratch } from '../../helpers/scratch.js';

const never = new AbortController().signal;

/** An empty folder and an empty directory for its snapshot. */
function places(): { workspace: string; output: string } {
  const at = scratch();
  mkdirSync(`${at}/work`);
  mkdirSync(`${at}/output`);
  return { workspace: `${at}/work`, output: `${at}/output` };
}

async function taken({ workspace, output }: ReturnType<typeof places>, hidden: string[] = []): Promise<SnapshotReply> {
  const { snapshot, listening } = await takeSnapshot(bellglassFs, workspace, output, hidden, never);
  await listening.stop();
  return snapshot;
}

describe('a snapshot', () => {
  test('is an image and a base, of which small files have their bytes and large ones do not', async () => {
    const at = places();
    mkdirSync(`${at.workspace}/bin`);
    writeFileSync(`${at.workspace}/small`, 'five!');
    writeFileSync(`${at.workspace}/bin/large`, '');
    truncateSync(`${at.workspace}/bin/large`, limits.embeddedFile + 1);
    symlinkSync('small', `${at.workspace}/link`);
    const reply = await taken(at);
    expect(reply).toMatchObject({
      entries: 4,
      embedded: { files: 1, bytes: 5 },
      redirected: { files: 1, bytes: limits.embeddedFile + 1 },
      hidden: { count: 0, paths: [] },
      grants: { directories: [''], files: [] },
    });
    expect(readdirSync(at.output).sort()).toEqual(['base.ndjson', 'refreshed.bin', 'snapshot.erofs']);
    const base = await Base.read(`${at.output}/base.ndjson`);
    expect(base.size).toBe(4);
    expect(base.get(rawPath('small'))).toMatchObject({ content: 'embedded', size: 5 });
    expect(base.get(rawPath('bin/large'))).toMatchObject({ content: 'redirected' });
  });

  test('has what a pattern hides by its name alone', async () => {
    const at = places();
    mkdirSync(`${at.workspace}/secrets`);
    writeFileSync(`${at.workspace}/secrets/key`, 'secret');
    writeFileSync(`${at.workspace}/.env`, 'secret');
    expect((await taken(at, ['.env', 'secrets/'])).hidden).toEqual({ count: 2, paths: ['.env', 'secrets'] });
    const found = execFileSync('grep', ['-c', 'secret', `${at.output}/snapshot.erofs`], { encoding: 'utf8' });
    expect(found).toBe('1\n');
    expect([...(await Base.read(`${at.output}/base.ndjson`)).unseen]).toEqual(['.env', 'secrets']);
  });

  test('stops when it is not wanted any more, with the reason', async () => {
    const slow = inPlaceOfFs('exec sleep 60');
    const reason = new Error('not wanted');
    const { workspace, output } = places();
    const late = AbortSignal.timeout(200);
    await expect(takeSnapshot(slow, workspace, output, [], late)).rejects.toMatchObject({ name: 'TimeoutError' });
    const before = AbortSignal.abort(reason);
    await expect(takeSnapshot(slow, workspace, output, [], before)).rejects.toBe(reason);
  });
});

describe('no snapshot is made', () => {
  const failing = (code: string, message: string) =>
    inPlaceOfFs(`echo '${JSON.stringify({ code, path: null, message })}'; exit 1`);
  const from = async (program: string, hidden: string[] = []) => {
    const { workspace, output } = places();
    return await takeSnapshot(program, workspace, output, hidden, never);
  };

  test('of a folder that is gone', async () => {
    const at = places();
    rmSync(at.workspace, { recursive: true });
    expect((await expectFailure('workspace_missing', async () => await taken(at))).data).toEqual({
      path: at.workspace,
    });
  });

  test('with a pattern that is none, which is named', async () => {
    const { data } = await expectFailure('bad_ignore_pattern', async () => await taken(places(), ['[z-a']));
    expect(data).toMatchObject({ reason: expect.stringContaining('[z-a') as string });
  });

  test('where something is already', async () => {
    const at = places();
    writeFileSync(`${at.output}/base.ndjson`, 'precious');
    const { data } = await expectFailure('snapshot_failed', async () => await taken(at));
    expect(data).toMatchObject({ path: at.workspace, reason: expect.stringMatching(/./) as string });
    expect(readdirSync(at.output)).toContain('base.ndjson');
  });

  test.each([
    ['workspace_unreadable', 'workspace_unreadable', { reason: 'why' }],
    ['too_many_entries', 'workspace_too_large', { limit: limits.workspaceEntries }],
    ['no_space', 'snapshot_failed', { reason: 'why' }],
    ['jail', 'snapshot_failed', { reason: 'why' }],
    ['io', 'snapshot_failed', { reason: 'why' }],
    ['bad_spec', 'snapshot_failed', { reason: 'why' }],
  ] as const)('%s is told as %s', async (code, told, data) => {
    expect((await expectFailure(told, async () => await from(failing(code, 'why')))).data).toMatchObject(data);
  });

  test.each([
    ['says nothing', 'exit 3', 'it ended without a word'],
    ['complains', 'echo "thread panicked" >&2; exit 101', 'thread panicked'],
    ['says something else', `echo '{"version":1}'`, 'it ended without a word'],
    ['fails with an answer', `echo '{"code":"else","path":null,"message":"x"}'; exit 1`, 'it ended without a word'],
    ['does not even read', 'exec <&-; exit 0', 'it ended without a word'],
  ])('by a program that %s', async (_what, script, reason) => {
    const failed = async () => await from(inPlaceOfFs(script), ['x'.repeat(4000), 'y'.repeat(4000)]);
    expect((await expectFailure('snapshot_failed', failed)).data).toMatchObject({ reason });
  });

  test('by a program that cannot be started', async () => {
    const program = inPlaceOfFs('exit 0');
    chmodSync(program, 0o644);
    const { data } = await expectFailure('snapshot_failed', async () => await from(program));
    expect(data).toMatchObject({ reason: `${program} cannot be started: permission denied` });
  });
});
