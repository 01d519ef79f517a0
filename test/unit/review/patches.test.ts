import fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Host } from '../../../daemon/review/apply/host.js';
import { Base } from '../../../daemon/review/base/base.js';
import { BaseBytes } from '../../../daemon/review/base/bytes.js';
import type { Change } from '../../../daemon/review/changes/change.js';
import type { FileVersion } from '../../../daemon/review/diff/patch.js';
import { needsGuest, patchOf, type Sides } from '../../../daemon/review/patches.js';
import { bytesOf, rawPath } from '../../../daemon/review/rawPath.js';
import { tries } from '../../helpers/full.js';
import { anything, making } from '../../helpers/review/deeds.js';
import { contents, contentsOf, guestWith, type Guest } from '../../helpers/review/guest.js';
import { directory, file, link, removed } from '../../helpers/review/lines.js';
import { changesAbove, lookedAt } from '../../helpers/review/looked.js';
import { Overlays, withoutOverlays, type RealEntry } from '../../helpers/review/overlay.js';
import { snapshotOf } from '../../helpers/review/snapshotOf.js';
import { git, gitStatus, put, repository, treeName } from '../../helpers/review/tree.js';
import { scratch } from '../../helpers/scratch.js';

const mebibyte = 2 ** 20;

/** As git sees a folder. */
function treeOf(entries: readonly RealEntry[]): FileVersion[] {
  return entries.flatMap(({ path, kind, mode, content = '', target = '' }): FileVersion[] => {
    if (kind === 'symlink') return [{ path: rawPath(path), mode: '120000', bytes: bytesOf(rawPath(target)) }];
    if (kind !== 'file') return [];
    const executable = (mode & 0o100) !== 0;
    return [{ path: rawPath(path), mode: executable ? '100755' : '100644', bytes: Buffer.from(content, 'latin1') }];
  });
}

/** What git says of a patch that it refuses. */
function refusalOf(at: string, patch: string): string {
  const { status, stderr } = gitStatus(at, ['apply', '-'], Buffer.from(patch, 'latin1'));
  expect(status).not.toBe(0);
  return stderr;
}

const missing = withoutOverlays();

describe.skipIf(missing !== null)(missing ?? 'the patch of all changes', () => {
  let overlays: Overlays;
  beforeAll(() => {
    overlays = new Overlays();
  });
  afterAll(async () => {
    await overlays.end();
  });

  test('makes of the folder, for git, what was seen', async () => {
    const guest: Guest = { now: new Map() };
    const source = { session: await guestWith(guest), target: '/work' };
    const [is, becomes] = [repository(), repository()];
    await fc.assert(
      fc.asyncProperty(making, anything, async (before, deeds) => {
        await overlays.run({ before, deeds, limit: 8 }, async (outcome) => {
          const { base, changes } = await lookedAt(overlays, outcome);
          guest.now = contentsOf(outcome.merged);
          const bytes = new BaseBytes(base, {
            snapshot: `${outcome.directory}/output/snapshot.erofs`,
            refreshed: `${outcome.directory}/output/refreshed.bin`,
          });
          const host = new Host(`${outcome.directory}/folder`, base, bytes);
          const patch = await patchOf(changes, { bytes, host, source }, mebibyte);
          await bytes.close();
          expect(patch.complete).toBe(true);
          const wanted = put(is, treeOf(outcome.merged));
          const was = put(is, treeOf(outcome.lower));
          put(becomes, treeOf(outcome.lower));
          const { status, stderr } = gitStatus(becomes, ['apply', '--allow-empty', '-'], patch.bytes);
          if (status === 0) expect(treeName(becomes)).toBe(wanted);
          // Git refuses its own patch, too, where a link that leads to itself makes way for a directory.
          else expect(stderr).toBe(refusalOf(becomes, git(is, ['diff', '--binary', '--no-renames', was, wanted])));
        });
      }),
      tries(40),
    );
  });
});

/** A real folder with a small file, a large one and a link, its snapshot, and a guest with those contents. */
async function sidesWith(news: Record<string, string>): Promise<{ base: Base; sides: Sides; workspace: string }> {
  const [workspace, output] = [`${scratch()}/work`, scratch()];
  mkdirSync(`${workspace}/d`, { recursive: true });
  writeFileSync(`${workspace}/small`, 'five\n');
  writeFileSync(`${workspace}/large`, 'l'.repeat(mebibyte + 1));
  await snapshotOf(workspace, output);
  const base = await Base.read(`${output}/base.ndjson`);
  const bytes = new BaseBytes(base, { snapshot: `${output}/snapshot.erofs`, refreshed: `${output}/refreshed.bin` });
  onTestFinished(async () => {
    await bytes.close();
  });
  const source = { session: await guestWith({ now: contents(news) }), target: '/work' };
  return { base, sides: { bytes, host: new Host(workspace, base, bytes), source }, workspace };
}

const text = async (changes: readonly Change[], sides: Sides, most = 8 * mebibyte) => {
  const { bytes, complete } = await patchOf(changes, sides, most);
  return { text: bytes.toString('latin1'), complete };
};

describe('a patch', () => {
  test('has the bytes of the snapshot, of the host and of the guest', async () => {
    const { base, sides } = await sidesWith({ small: 'seven!\n' });
    const changes = changesAbove(base, [file('small'), removed('large'), link('new', 'small')]);
    const { text: patch, complete } = await text(changes, sides);
    expect(complete).toBe(true);
    expect(patch).toContain('-five\n+seven!\n');
    expect(patch).toContain(`-${'l'.repeat(mebibyte + 1)}\n`);
    expect(patch).toContain('new file mode 120000\n');
  });

  test('is of nothing that git has no files for', async () => {
    const { base, sides } = await sidesWith({});
    const changes = changesAbove(base, [removed('d'), directory('made')]);
    expect(changes).toHaveLength(2);
    expect(await text(changes, sides)).toEqual({ text: '', complete: true });
  });

  test('ends where it would be larger than it may be, and says so', async () => {
    const { base, sides } = await sidesWith({ a: 'aaaaaa\n', b: 'bbbbbb\n' });
    const changes = changesAbove(base, [file('a'), file('b')]);
    const whole = await text(changes, sides);
    expect(whole.complete).toBe(true);
    const cut = await text(changes, sides, whole.text.length - 1);
    expect(cut).toEqual({ text: whole.text.slice(0, whole.text.indexOf('diff --git a/b')), complete: false });
    expect(await text(changes, sides, whole.text.length)).toEqual(whole);
  });

  test('only names a file that is too large for it, or of which nobody has the bytes any more', async () => {
    const { base, sides, workspace } = await sidesWith({});
    const changes = changesAbove(base, [removed('large')]);
    const large = await text(changes, sides, mebibyte);
    expect(large).toMatchObject({
      complete: false,
      text: expect.stringContaining('Binary files a/large and') as string,
    });
    writeFileSync(`${workspace}/large`, 'another');
    expect(await text(changes, sides)).toMatchObject({ complete: false });
    expect(await text(changesAbove(base, [file('new')]), { ...sides, source: null })).toMatchObject({
      complete: false,
    });
  });

  test('needs the guest for what is new alone', async () => {
    const { base } = await sidesWith({});
    const kept = { keptContent: true, size: 5 };
    const lines = [file('new'), file('small', { ...kept, mode: 0o755 }), removed('large'), link('l', 'x')];
    const needed = changesAbove(base, lines).filter(needsGuest);
    expect(needed.map(({ path }) => path)).toEqual(['new']);
  });
});
