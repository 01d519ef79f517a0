import { describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../daemon/protocol/wire/changes.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { BaseBytes } from '../../../daemon/review/base/bytes.js';
import type { Change } from '../../../daemon/review/changes/change.js';
import { collect, contentOf } from '../../../daemon/review/collect.js';
import { rawPath } from '../../../daemon/review/rawPath.js';
import { expectFailure } from '../../helpers/failures.js';
import { baseOf, directories, files } from '../../helpers/review/base.js';
import { contents, guestWith, type Guest } from '../../helpers/review/guest.js';
import { directory, file, removed } from '../../helpers/review/lines.js';
import { snapshotOf, type Snapshotted } from '../../helpers/review/snapshotted.js';

const large = 'l'.repeat(limits.embeddedFile + 1);

async function collected(
  { base, bytes }: Pick<Snapshotted, 'base' | 'bytes'>,
  lines: readonly ChangedLine[],
  now: Readonly<Record<string, string>> = {},
): Promise<{ changes: Change[]; asked: string[] }> {
  const guest = { lines, now: contents(now), asked: [] as string[] } satisfies Guest;
  const session = await guestWith(guest);
  const { changes } = await collect({ session, target: '/work' }, base, bytes);
  return { changes, asked: guest.asked };
}

describe('the changes of a guest', () => {
  test('are read when nothing runs in it any more', async () => {
    const folder = await snapshotOf({ a: 'five\n', b: '' });
    const { changes, asked } = await collected(folder, [removed('a')]);
    expect(asked).toEqual(['POST /v1/settle', 'GET /v1/changes']);
    expect(changes.map(({ path, what }) => `${what} ${path}`)).toEqual(['deleted a']);
  });

  test('are read again when names were brought among them that nobody touched', async () => {
    const linked = { inode: '7', links: 2 };
    const base = await baseOf([
      { path: 'a', ...linked },
      { path: 'b', ...linked },
    ]);
    const { asked } = await collected(
      { base, bytes: new BaseBytes(base, { snapshot: '/nothing', refreshed: '/nothing' }) },
      [file('a')],
    );
    expect(asked).toEqual(['POST /v1/settle', 'GET /v1/changes', 'POST /v1/surface', 'GET /v1/changes']);
  });

  test('are not files that were written again with the bytes that they had', async () => {
    const folder = await snapshotOf({ same: 'five\n', other: 'five\n', mode: 'five\n', longer: 'five\n', empty: '' });
    const size = { size: 5 };
    const lines = [
      ...[file('same', size), file('other', size), file('mode', { ...size, mode: 0o755 }), file('longer')],
      file('empty', { size: 0 }),
    ];
    const now = { same: 'five\n', other: 'FIVE\n', mode: 'five\n', longer: 'longer\n', empty: '' };
    const { changes, asked } = await collected(folder, lines, now);
    expect(changes.map(({ path, contentChanged }) => [path, contentChanged])).toEqual([
      ['longer', true],
      ['mode', false],
      ['other', true],
    ]);
    // What has another length needs no look.
    expect(asked.filter((request) => request === 'GET /v1/file')).toHaveLength(4);
  });

  test('are files of which the snapshot does not have the bytes to compare', async () => {
    const { changes, asked } = await collected(await snapshotOf({ large }), [file('large', { size: large.length })]);
    expect(changes.map(({ path, contentChanged }) => [path, contentChanged])).toEqual([['large', true]]);
    expect(asked).not.toContain('GET /v1/file');
  });

  test('are files that became names of another, although the bytes are the same', async () => {
    const folder = await snapshotOf({ a: 'five\n', b: 'five\n' });
    const one = { size: 5, inode: '9', links: 2 };
    const now = { a: 'five\n', b: 'five\n' };
    const { changes } = await collected(folder, [file('a', one), file('b', one)], now);
    expect(changes.map(({ path }) => path)).toEqual(['b']);
  });

  test('are told of a file that the guest cut short', async () => {
    const { changes } = await collected(await snapshotOf({ a: 'five\n' }), [file('a', { size: 5 })], { a: 'fiv' });
    expect(changes).toHaveLength(1);
  });
});

describe('a guest that lies', () => {
  test('and makes more of a snapshot than can be held misbehaves', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `d/${String(index)}`);
    const base = await baseOf([...directories('d'), ...files(...names)]);
    const lines = Array.from({ length: 1000 }, (_, index) => directory(`m${String(index)}`, { movedFrom: '/d' }));
    const bytes = new BaseBytes(base, { snapshot: '/nothing', refreshed: '/nothing' });
    const { data } = await expectFailure('guest_misbehaved', async () => await collected({ base, bytes }, lines));
    expect(data).toMatchObject({ issue: `it makes more than ${String(limits.changes)} entries` });
  });

  test('and does not have the file that it told of is refused in the agent’s words', async () => {
    const folder = await snapshotOf({ a: 'five\n' });
    await expectFailure('guest_refused', async () => await collected(folder, [file('a', { size: 5 })]));
  });
});

test('a content is that of the path, and no more of it than is asked for', async () => {
  const session = await guestWith({ now: contents({ 'd/a': 'content' }) });
  const read = async (path: string, most: number): Promise<string> => {
    let content = '';
    for await (const chunk of await contentOf({ session, target: '/work' }, rawPath(path), most))
      content += chunk.toString();
    return content;
  };
  expect(await read('d/a', 100)).toBe('content');
  expect(await read('d/a', 3)).toBe('con');
  await expectFailure('guest_refused', async () => await read('a', 1));
});
