import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Talk } from '../../../../../daemon/cli/reviews/interactive/talk.js';
import { askHunks } from '../../../../../daemon/cli/reviews/interactive/hunks.js';
import { tries } from '../../../../helpers/full.js';
import { Reviewed } from '../../../../helpers/review/runs/reviewed.js';
import { bytes, deeds, done, plainText } from '../../../../helpers/review/texts.js';
import { git, gitStatus, repository } from '../../../../helpers/review/tree.js';
import { changed } from '../reviewing.js';
import { base64, talker } from './talker.js';

const hunk = (id: number, text: string, parts: [number, string][] = []) => ({
  ids: parts.length > 0 ? parts.map(([part]) => part) : [id],
  text: base64(`@@ -${String(id)} +${String(id)} @@\n${text}`),
  parts: parts.map(([part, partText]) => ({ id: part, text: base64(`@@ -1 +1 @@\n${partText}`) })),
});
const offer = (hunks: ReturnType<typeof hunk>[], mode: { from: number; to: number } | null = null) => ({
  kind: 'hunks' as const,
  change: changed('f'),
  digest: '0'.repeat(64),
  mode,
  hunks,
});
const three = [
  hunk(0, '-a\n+b\n'),
  hunk(1, '-c\n+d\n', [
    [1, '-c\n'],
    [2, '+d\n'],
  ]),
  hunk(3, '+e\n'),
];

/** What is chosen of those three by these answers. */
async function chosen(...answers: string[]) {
  const talk = talker(...answers);
  const { hunks, mode, quit } = await askHunks(offer(three), talk);
  return { hunks, mode, quit, talk };
}

describe('hunks are chosen', () => {
  test.each([
    ['one by one', ['y', 'n', 'y'], [0, 3], false],
    ['with the rest', ['n', 'a'], [1, 2, 3], false],
    ['without the rest', ['y', 'd'], [0], false],
    ['until q', ['y', 'q'], [0], true],
    ['until the answers end', ['y'], [0], true],
    ['in parts', ['n', 's', 'n', 'y', 'n'], [2], false],
    ['not those that were left undecided at the end', ['j', 'y', 'q'], [1, 2], true],
    ['later, when they were left first', ['j', 'n', 'n', 'y'], [0], false],
    ['anew, when they were decided', ['y', 'K', 'n', 'd'], [], false],
    ['by their number', ['g 3', 'y', 'd', 'd'], [3], false],
    ['by what is in them', ['/^\\+e', 'y', 'd'], [3], false],
    ['by what is in those before', ['J', 'J', '/b', 'a'], [0, 1, 2, 3], false],
  ])('%s', async (_title, answers, hunks, quit) => {
    expect(await chosen(...answers)).toMatchObject({ hunks, mode: false, quit });
  });

  test('by keys of which only those are offered that do something', async () => {
    const { talk } = await chosen('j', 'K', 's', 'n', 's', 'n', 'q');
    expect(talk.questions).toEqual([
      '(1/3) Apply this hunk [y,n,q,a,d,j,J,g,/,?]?',
      '(2/3) Apply this hunk [y,n,q,a,d,k,K,j,J,g,/,s,?]?',
      '(1/3) Apply this hunk [y,n,q,a,d,j,J,g,/,?]?',
      '(1/3) Apply this hunk [y,n,q,a,d,j,J,g,/,?]?',
      '(2/3) Apply this hunk [y,n,q,a,d,K,j,J,g,/,s,?]?',
      '(2/4) Apply this hunk [y,n,q,a,d,K,j,J,g,/,?]?',
      '(3/4) Apply this hunk [y,n,q,a,d,K,j,J,g,/,?]?',
    ]);
  });

  test('after a look at a list of them', async () => {
    const { talk } = await chosen('y', 'g', 'g 9', 'q');
    expect(talk.seen()).toContain('+  1: @@ -0 +0 @@ -a\n   2: @@ -1 +1 @@ -c\n   3: @@ -3 +3 @@ +e\n');
  });

  test('after searches that find nothing, or are none', async () => {
    const { talk } = await chosen('/zzz', '/(', '/', 'q');
    for (const words of ['No hunk matches that.', 'That is no regular expression.', 'Give what to search for'])
      expect(talk.seen()).toContain(words);
  });

  test('with a mode as one more, which comes first', async () => {
    const talk = talker('y', 'n');
    const both = offer([hunk(0, '+a\n')], { from: 0o644, to: 0o755 });
    expect(await askHunks(both, talk)).toEqual({ hunks: [], mode: true, quit: false });
    expect(talk.seen()).toContain('mode 644 -> 755\n(1/2) Apply mode change [');
  });

  test('where what a guest wrote commands no terminal', async () => {
    const talk = talker('n');
    await askHunks(offer([hunk(0, '+\u001b[2J\n')]), talk);
    expect(talk.seen()).toContain('+\ufffd[2J\n');
  });
});

/**
 * Somebody who answers with any of the keys that are offered, as numbers say, and what they answered. They go forward only: git comes
 * back from the end to the very first hunk, not to the first that is undecided, and takes a decided one for decided after `a` and `d`.
 */
function anyAnswers(numbers: readonly number[]): { talk: Talk; answers: string[] } {
  const answers: string[] = [];
  const ask = async (question: string): Promise<string | null> => {
    const keys = (/\[(.*)\]/.exec(question)?.[1] ?? '').split(',').filter((key) => /[ynqads]/.test(key));
    const number = numbers[answers.length];
    if (number === undefined) return null;
    const answer = keys[number % keys.length] ?? 'n';
    answers.push(answer);
    return await Promise.resolve(answer);
  };
  return { talk: { ...talker(), ask }, answers };
}

test('answers make of a file what they make of it in git add -p', async () => {
  const at = repository();
  await fc.assert(
    fc.asyncProperty(deeds(60, 14), fc.array(fc.nat(), { minLength: 1, maxLength: 24 }), async (work, numbers) => {
      const [before, after] = [plainText(60), done(plainText(60), work, 'new')].map((lines) => lines.join(''));
      const review = await Reviewed.of({ f: bytes(before!) }, { f: bytes(after!) });
      const { talk, answers } = anyAnswers(numbers);
      for (const it of await review.offers()) {
        if (it.kind !== 'hunks') throw new Error(it.kind);
        const { hunks } = await askHunks(it, talk);
        await review.apply({
          paths: [],
          takings: [{ take: 'hunks', path: 'f', digest: it.digest, hunks, mode: false }],
        });
      }
      writeFileSync(`${at}/f`, before!);
      git(at, ['add', 'f']);
      writeFileSync(`${at}/f`, after!);
      gitStatus(at, ['add', '-p', 'f'], answers.map((answer) => `${answer}\n`).join(''));
      expect(review.read('f')).toBe(git(at, ['show', ':f']));
    }),
    tries(40),
  );
});
