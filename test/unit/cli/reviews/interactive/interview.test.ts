import { describe, expect, test } from 'vitest';
import { interview } from '../../../../../daemon/cli/reviews/interactive/interview.js';
import type { ChangeInfo } from '../../../../../daemon/protocol/reviews/change.js';
import type { Offer } from '../../../../../daemon/protocol/reviews/offers.js';
import { changed, changedDirectory } from '../reviewing.js';
import { base64, talker } from './talker.js';

const digest = 'd'.repeat(64);
const whole = (change: ChangeInfo, patch: string | null = null): Offer => {
  return { kind: 'whole', change, patch: patch === null ? null : base64(patch) };
};
const hunks = (change: ChangeInfo): Offer => {
  return {
    kind: 'hunks',
    change,
    digest,
    mode: null,
    hunks: [{ ids: [4], text: base64('@@ -1 +1 @@\n+x\n'), parts: [] }],
  };
};
const conflict = (change: ChangeInfo, clashes: number | null, theirs = true): Offer => {
  const merge = clashes === null ? null : { clashes, patch: base64('@@ -1 +1 @@\n+both\n') };
  return { kind: 'conflict', change, digest, host: 'changed', merge, theirs, patch: null };
};

/** Asks about these, with these answers. */
async function asked(offers: readonly (Offer | ChangeInfo)[], ...answers: string[]) {
  const talk = talker(...answers);
  const given = offers.map((one) => ('kind' in one ? one : whole(one)));
  const changes = given.map(({ change }) => change);
  const wish = await interview(
    changes,
    async (change) => await Promise.resolve(given.find((one) => one.change === change) ?? null),
    talk,
  );
  return { ...wish, talk };
}

describe('each change is asked about', () => {
  test('whole, by its words, with what is known of it', async () => {
    const { takings, talk } = await asked(
      [
        whole(changed('a', { what: 'added' }), '@@ -0,0 +1 @@\n+new\n'),
        changed('b', { what: 'deleted' }),
        changed('c', { what: 'renamed', from: 'z' }),
        { ...changedDirectory('d'), after: { kind: 'directory', mode: 0o700, size: null } },
      ],
      ...['y', 'n', 'y', 'y'],
    );
    expect(takings).toEqual(['a', 'c', 'd'].map((path) => ({ take: 'whole', path })));
    expect(talk.questions).toEqual(
      ['addition', 'deletion', 'rename', 'this change'].map((words) => `Apply ${words} [y,n,q,?]?`),
    );
    expect(talk.seen()).toContain('A  a\n@@ -0,0 +1 @@\n+new\n');
    expect(talk.seen()).toContain('R  z -> c\n');
    expect(talk.seen()).toContain('M  d/\nmode 755 -> 700\n');
  });

  test('hunk by hunk where it has any, by what they are told by', async () => {
    const { takings } = await asked([hunks(changed('a')), hunks(changed('b'))], 'y', 'n');
    expect(takings).toEqual([{ take: 'hunks', path: 'a', digest, hunks: [4], mode: false }]);
  });

  test('until q or the end of the answers, and what was chosen stays chosen', async () => {
    for (const answers of [['y', 'q', 'y'], ['y']]) {
      const { takings, talk } = await asked([changed('a'), hunks(changed('b')), changed('c')], ...answers);
      expect(takings).toEqual([{ take: 'whole', path: 'a' }]);
      expect(talk.questions).toHaveLength(2);
    }
  });

  test('with the reason when it needs a look, and is taken only by its own yes', async () => {
    const dangerous = changed('Makefile', { what: 'added', attention: 'build' });
    const { takings, talk } = await asked([dangerous], '', 'y');
    expect(takings).toEqual([{ take: 'whole', path: 'Makefile' }]);
    expect(talk.seen()).toContain('A! Makefile  (builds and tests run it)\n');
  });

  test('unless nothing is left of it by then', async () => {
    const talk = talker('y');
    expect(await interview([changed('a')], async () => await Promise.resolve(null), talk)).toEqual({
      paths: [],
      takings: [],
    });
    expect(talk.seen()).toBe('');
  });
});

describe('a conflict', () => {
  test.each([
    ['m', [{ take: 'merged', path: 'a', digest, markers: false }]],
    ['o', []],
    ['t', [{ take: 'theirs', path: 'a', digest }]],
    ['q', []],
  ])('is decided by %s', async (answer, takings) => {
    const found = await asked([conflict(changed('a'), 0), changed('b')], answer);
    expect(found.takings).toEqual(takings);
    expect(found.talk.questions).toHaveLength(answer === 'q' ? 1 : 2);
    expect(found.talk.seen()).toContain('It was changed here. Both sides go together:\n@@ -1 +1 @@\n+both\n');
  });

  test('is merged with markers only where that was said', async () => {
    const { takings, talk } = await asked([conflict(changed('a'), 2)], 'm');
    expect(takings).toEqual([{ take: 'merged', path: 'a', digest, markers: true }]);
    expect(talk.seen()).toContain('2 places were changed on both sides, which a merge marks:\n');
  });

  test('without a text of before has two sides, and it is said; or one, when the other cannot be had', async () => {
    const both = await asked([conflict(changed('a'), null)], 'm', 't');
    expect(both.takings).toEqual([{ take: 'theirs', path: 'a', digest }]);
    expect(both.talk.seen()).toContain('It was changed here, and there is no text of before to merge by.\n');
    expect(both.talk.questions).toEqual(Array(2).fill('Merge, keep ours, or take theirs [o,t,q,?]?'));
    const one = await asked([conflict(changed('a'), null, false)], 't', 'o');
    expect(one.takings).toEqual([]);
  });
});

describe('a large directory', () => {
  const tree = (...more: ChangeInfo[]): ChangeInfo[] => [
    changedDirectory('big', { what: 'added' }),
    ...more,
    ...Array.from({ length: 21 }, (_, index) => changed(`big/${String(index)}`, { what: 'added' })),
  ];

  test('is one question', async () => {
    const { paths, takings, talk } = await asked(tree(), 'y');
    expect({ paths, takings }).toEqual({ paths: ['big'], takings: [] });
    expect(talk.seen()).toBe('A  big/ (21 files)\nApply all of this [y,n,q,s,?]?\n');
  });

  test('is asked about one by one after s', async () => {
    const { paths, takings } = await asked(tree(), 's', 'y', 'n', 'y', 'q');
    expect({ paths, takings }).toEqual({
      paths: [],
      takings: [
        { take: 'whole', path: 'big/0' },
        { take: 'whole', path: 'big/2' },
      ],
    });
  });

  test('does not bring what must be named, nor what was declined by itself', async () => {
    const makefile = changed('big/Makefile', { what: 'added', attention: 'build' });
    const { paths, takings } = await asked(tree(makefile), 'y', 'n');
    expect(paths).toEqual([]);
    expect(takings).toHaveLength(22);
    expect(takings.map(({ path }) => path)).not.toContain('big/Makefile');
    const dangerous = Array.from({ length: 21 }, (_, index) =>
      changed(`big/p${String(index)}/package.json`, { what: 'added', attention: 'packageScripts' }),
    );
    const all = await asked(tree(...dangerous), 'y');
    expect(all.takings).toHaveLength(22);
    expect(all.talk.seen()).toContain('21 files in it must each be named: they are taken only one by one.\n');
  });
});

test('a directory goes with the last of what was in it', async () => {
  const deleted = { what: 'deleted' } as const;
  const changes = [changedDirectory('d', deleted), changed('d/a', deleted), changed('d/b', deleted)];
  expect((await asked(changes, 'y', 'y')).takings.map(({ path }) => path)).toEqual(['d/a', 'd/b', 'd']);
  expect((await asked(changes, 'y', 'n')).takings.map(({ path }) => path)).toEqual(['d/a']);
});
