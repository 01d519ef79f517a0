import { mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
import { openReview, type OpenReview } from '../../../daemon/review/openReview.js';
import { expectFailure } from '../../helpers/failures.js';
import { bellglassFs, inPlaceOfFs } from '../../helpers/review/program.js';
import { scratch } from '../../helpers/scratch.js';

const runId = '0123456789abcdef';
const never = new AbortController().signal;
const silent = { stop: () => undefined, log: () => undefined };

/** A file too large for a snapshot, without its size on the disk. */
function large(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, limits.embeddedFile + 1);
}

class Folder {
  readonly at = scratch();
  readonly workspace = `${this.at}/work`;
  readonly reviews = `${this.at}/reviews`;

  constructor() {
    mkdirSync(this.workspace);
  }

  async open(hidden: string[] = [], program = bellglassFs, signal = never): Promise<OpenReview> {
    const { reviews, workspace } = this;
    const review = await openReview({ reviews, runId, workspace, hidden, program, changesMiB: 64, ...silent }, signal);
    onTestFinished(async () => {
      await review.edits.stop();
    });
    return review;
  }
}

describe('a review', () => {
  test('has a snapshot and a disk for the changes, for nobody else to read', async () => {
    const folder = new Folder();
    writeFileSync(`${folder.workspace}/a`, 'a');
    const { home, parts, snapshot } = await folder.open();
    expect(home.path).toBe(`${folder.reviews}/${runId}`);
    expect(readdirSync(home.path).sort()).toEqual(['base.ndjson', 'changes.ext4', 'refreshed.bin', 'snapshot.erofs']);
    expect(statSync(home.path).mode & 0o777).toBe(0o700);
    expect(statSync(home.changes).size).toBe(64 * 1024 * 1024);
    expect(snapshot.entries).toBe(1);
    expect(parts).toEqual({ target: folder.workspace, snapshot: home.snapshot, changes: home.changes, folder: null });
  });

  test('shares the folder where the snapshot promises something, known by its inode', async () => {
    const folder = new Folder();
    large(`${folder.workspace}/large`);
    const inode = statSync(folder.workspace, { bigint: true }).ino.toString();
    expect((await folder.open()).parts.folder).toEqual({ path: folder.workspace, only: null, probe: '', inode });
  });

  test('shares nothing in which something is hidden', async () => {
    const folder = new Folder();
    for (const name of ['bulk', 'mixed']) {
      mkdirSync(`${folder.workspace}/${name}`);
      large(`${folder.workspace}/${name}/large`);
    }
    writeFileSync(`${folder.workspace}/mixed/.env`, 'secret');
    const { parts } = await folder.open(['.env']);
    expect(parts.folder?.only).toEqual(['bulk', 'mixed/large']);
    const probe = parts.folder?.probe ?? '';
    const { ino } = statSync(`${folder.workspace}/${probe}`, { bigint: true });
    expect(parts.folder).toMatchObject({ path: folder.workspace, probe: 'bulk', inode: String(ino) });
  });
});

describe('a review that is not opened leaves nothing', () => {
  const left = (folder: Folder) => readdirSync(folder.reviews);

  test('when its folder is gone', async () => {
    const folder = new Folder();
    const gone = { reviews: folder.reviews, runId, hidden: [], program: bellglassFs, changesMiB: 64, ...silent };
    const workspace = `${folder.workspace}/gone`;
    await expectFailure('workspace_missing', async () => await openReview({ ...gone, workspace }, never));
    expect(left(folder)).toEqual([]);
  });

  test('when large files lie beside hidden ones in too many places', async () => {
    const folder = new Folder();
    for (let index = 0; index <= limits.workspaceParts; index += 1) {
      const at = `${folder.workspace}/${String(index)}`;
      mkdirSync(at);
      writeFileSync(`${at}/.env`, '');
      large(`${at}/large`);
    }
    const { data } = await expectFailure('workspace_too_scattered', async () => await folder.open(['.env']));
    expect(data).toEqual({ path: folder.workspace, limit: limits.workspaceParts });
    expect(left(folder)).toEqual([]);
  });

  test('when its disk cannot be made, nor while the other half is still at work', async () => {
    const folder = new Folder();
    mkdirSync(`${folder.reviews}/${runId}/changes.ext4`, { recursive: true });
    await expectFailure('disk_failed', async () => await folder.open());
    expect(left(folder)).toEqual([]);
    mkdirSync(`${folder.reviews}/${runId}/changes.ext4`, { recursive: true });
    const slow = inPlaceOfFs(`sleep 0.5; mkdir -p "${folder.reviews}/${runId}" && touch "$_/late"; exit 1`);
    await expectFailure('snapshot_failed', async () => await folder.open([], slow));
    expect(left(folder)).toEqual([]);
  });

  test('when its place cannot be made', async () => {
    const folder = new Folder();
    writeFileSync(folder.reviews, '');
    const { data } = await expectFailure('disk_failed', async () => await folder.open());
    expect(data).toMatchObject({ path: `${folder.reviews}/${runId}`, reason: 'not a directory' });
  });

  test('when it is not wanted any more', async () => {
    const folder = new Folder();
    const late = AbortSignal.timeout(200);
    await expect(folder.open([], inPlaceOfFs('exec sleep 60'), late)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(left(folder)).toEqual([]);
  });
});
