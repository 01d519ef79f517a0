import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endCutOff } from '../../../../daemon/review/apply/apply.js';
import { undoPlan } from '../../../../daemon/review/apply/execute.js';
import { directory, file } from '../../../helpers/review/lines.js';
import { expectFailure } from '../../../helpers/failures.js';
import { bellglassFs, inPlaceOfFs } from '../../../helpers/review/program.js';
import { Reviewed } from '../../../helpers/review/runs/reviewed.js';

/** Makes of a journal one of a program that was killed when every step was done, and before it wrote that down. */
function cutOff(directory: string): void {
  const path = `${directory}/journal.ndjson`;
  const lines = readFileSync(path, 'utf8').split('\n');
  const end = lines.findIndex((line) => line.startsWith('{"record":"complete"'));
  expect(end).toBeGreaterThan(0);
  writeFileSync(path, `${lines.slice(0, end).join('\n')}\n`);
}

async function end({ home, workspace }: Reviewed, known: number): Promise<{ count: number; said: string[] }> {
  const said: string[] = [];
  const count = await endCutOff(home, known, workspace, bellglassFs, (line) => said.push(line));
  return { count, said };
}

async function appliedOnce(): Promise<{ review: Reviewed; journal: string }> {
  const review = await Reviewed.of({ a: 'a old\n', b: 'b old\n' }, { a: 'a new\n', b: 'b new\n' });
  expect(await review.apply({ paths: null })).toMatchObject({ applied: 2 });
  return { review, journal: `${review.home.applied}/1` };
}

describe('an application that was cut off', () => {
  test('is taken back, and nothing of it is left', async () => {
    const { review, journal } = await appliedOnce();
    cutOff(journal);
    expect(await end(review, 0)).toEqual({ count: 0, said: [] });
    expect([review.read('a'), review.read('b')]).toEqual(['a old\n', 'b old\n']);
    expect(readdirSync(review.home.applied)).toEqual([]);
  });

  test('keeps what it took away where something else is by now, and says where that is', async () => {
    const { review, journal } = await appliedOnce();
    cutOff(journal);
    review.write('a', 'edited since\n');
    const { count, said } = await end(review, 0);
    expect([count, review.read('a'), review.read('b')]).toEqual([0, 'edited since\n', 'b old\n']);
    expect(said).toHaveLength(1);
    const [, place = ''] = /^a: .* is kept in (\/.+)$/.exec(said[0] ?? '') ?? [];
    expect(readFileSync(place, 'utf8')).toBe('a old\n');
    // It makes way for the next.
    expect(existsSync(journal)).toBe(false);
    expect(await end(review, 0)).toEqual({ count: 0, said: [] });
    expect(readFileSync(place, 'utf8')).toBe('a old\n');
  });

  test('and so is an attempt to take one back: then it is applied, as it was', async () => {
    const { review, journal } = await appliedOnce();
    const { workspace } = review;
    await undoPlan({ program: bellglassFs, directory: journal, workspace, earlier: [] });
    cutOff(`${journal}/undo.1`);
    review.write('c', 'of the user\n');
    expect(review.read('a')).toBe('a old\n');
    expect(await end(review, 1)).toEqual({ count: 1, said: [] });
    expect([review.read('a'), review.read('b'), review.read('c')]).toEqual(['a new\n', 'b new\n', 'of the user\n']);
    expect(await review.undo()).toMatchObject({ outcome: 'undone' });
    expect([review.read('a'), review.read('b')]).toEqual(['a old\n', 'b old\n']);
  });
});

describe('an application whose program is killed', () => {
  const killed = async (when: string): Promise<Reviewed> => {
    const review = await Reviewed.of({ a: 'a old\n', b: 'b old\n' }, { a: 'a new\n', b: 'b new\n' });
    review.program = inPlaceOfFs(`if [ "$1" = apply ]; then ${when}; kill -9 $$; fi; exec ${bellglassFs} "$@"`);
    return review;
  };

  test('when it has done all is one that was applied, and that can be taken back', async () => {
    const review = await killed(`${bellglassFs} "$@" >/dev/null`);
    expect(await review.apply({ paths: null })).toMatchObject({ applied: 2, conflicts: { total: 0 } });
    expect([review.read('a'), review.read('b')]).toEqual(['a new\n', 'b new\n']);
    expect(await review.undo()).toMatchObject({ outcome: 'undone' });
    expect([review.read('a'), review.read('b')]).toEqual(['a old\n', 'b old\n']);
  });

  test('before it has begun is none, and nothing of it is left', async () => {
    const review = await killed('true');
    const { data } = await expectFailure('apply_failed', async () => await review.apply({ paths: null }));
    expect(data).toMatchObject({ reason: 'it ended without a word' });
    expect([review.read('a'), review.read('b')]).toEqual(['a old\n', 'b old\n']);
    expect(readdirSync(review.home.applied)).toEqual([]);
  });
});

describe('a further name of a file', () => {
  const both = { keptContent: true, links: 2, inode: '7', size: 5 };

  test.each([
    ['is one on the host, too', 'd/a', 2],
    ['of a repository’s own becomes a file by itself: whoever edits it edits no settings of git’s', '.git/config', 1],
  ])('%s', async (_title, path, links) => {
    const lines = [directory(dirname(path)), file(path, both), file('name', { ...both, movedFrom: `/${path}` })];
    const review = await Reviewed.of({ [path]: 'five\n' }, {}, lines);
    expect(await review.apply({ paths: null })).toMatchObject({ applied: 1, conflicts: { total: 0 } });
    expect(review.read('name')).toBe('five\n');
    expect(statSync(`${review.workspace}/name`).nlink).toBe(links);
  });
});
