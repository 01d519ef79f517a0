import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grouped, isDirectory, type Line } from '../../../../../daemon/cli/reviews/shown/grouped.js';
import type { ChangeInfo } from '../../../../../daemon/protocol/reviews/change.js';
import { tries } from '../../../../helpers/full.js';
import { changed, changedDirectory } from '../reviewing.js';

/** So many files in a directory that have the same fate. */
function files(directory: string, count: number, more: Partial<ChangeInfo> = {}): ChangeInfo[] {
  return Array.from({ length: count }, (_, index) => changed(`${directory}/${String(index)}`, more));
}

/** Lines as words, to be compared. */
function words(lines: readonly Line[]): string[] {
  return lines.map((line) => {
    const { path } = line.change;
    if (typeof path !== 'string') throw new Error('a path of these is text');
    return line.kind === 'one' ? path : `${path}/*${String(line.files)}`;
  });
}

const added = { what: 'added' } as const;
const deleted = { what: 'deleted' } as const;

describe('a directory that was added, deleted or moved whole', () => {
  test.each([added, deleted])('is one line with how many files are in it: %j', (more) => {
    const changes = [changed('a'), changedDirectory('big', more), ...files('big', 21, more), changed('z')];
    expect(words(grouped(changes))).toEqual(['a', 'big/*21', 'z']);
  });

  test('is listed when it has no more than twenty entries', () => {
    const changes = [changedDirectory('small', added), ...files('small', 20, added)];
    expect(grouped(changes)).toHaveLength(21);
    expect(grouped(changes).every(({ kind }) => kind === 'one')).toBe(true);
  });

  test('holds all that is below it, directories uncounted, however deep', () => {
    const changes = [
      changedDirectory('node_modules', added),
      changedDirectory('node_modules/a', added),
      changedDirectory('node_modules/a/lib', added),
      ...files('node_modules/a/lib', 30, added),
      changedDirectory('node_modules/b', added),
      changed('node_modules/b/x', added),
    ];
    expect(words(grouped(changes))).toEqual(['node_modules/*31']);
  });

  test('is no other whose name begins alike, also between them in the order of paths', () => {
    const changes = [
      changedDirectory('a', added),
      changed('a-b', added),
      changed('a.txt', added),
      ...files('a', 25, added),
      changed('ab/c', added),
    ];
    expect(words(grouped(changes))).toEqual(['a/*25', 'a-b', 'a.txt', 'ab/c']);
  });

  test('that was moved holds what moved with it, and not what was changed, added or brought there besides', () => {
    const moved = (name: string, more: Partial<ChangeInfo> = {}): ChangeInfo =>
      changed(`new/${name}`, { what: 'renamed', from: `old/${name}`, contentChanged: false, ...more });
    const changes = [
      changedDirectory('new', { what: 'renamed', from: 'old' }),
      ...Array.from({ length: 22 }, (_, index) => moved(String(index))),
      moved('edited', { contentChanged: true }),
      moved('other', { from: 'elsewhere/other' }),
      changed('new/fresh', added),
    ];
    expect(words(grouped(changes))).toEqual(['new/*22', 'new/edited', 'new/other', 'new/fresh']);
  });

  test('within one of another fate is a line of its own', () => {
    const changes = [
      changedDirectory('new', { what: 'renamed', from: 'old' }),
      changedDirectory('new/build', added),
      ...files('new/build', 40, added),
    ];
    expect(words(grouped(changes))).toEqual(['new', 'new/build/*40']);
  });

  test('is none of whose directory only the mode was changed', () => {
    expect(words(grouped([changedDirectory('src'), ...files('src', 25)]))).toHaveLength(26);
  });

  test('may have a name that is not UTF-8', () => {
    const name = (end: string) => ({ bytes: Buffer.from(`\xff${end}`, 'latin1').toString('base64') });
    const directory = { ...changedDirectory('x', added), path: name('') };
    const below = Array.from({ length: 21 }, (_, index) => changed(name(`/${String(index)}`), added));
    expect(grouped([directory, ...below])).toMatchObject([{ kind: 'tree', files: 21 }]);
  });
});

describe('what needs a look in a large directory', () => {
  const special = (count: number, more: Partial<ChangeInfo>): ChangeInfo[] =>
    Array.from({ length: count }, (_, index) => changed(`big/p${String(index)}/x`, { ...added, ...more }));
  const around = [changedDirectory('big', added), ...files('big', 30, added)];

  test('has lines of its own, so that it can be approved by its name', () => {
    const lines = grouped([...around, ...special(2, { attention: 'editor' }), ...special(1, { refused: 'git' })]);
    expect(lines).toMatchObject([
      { kind: 'tree', files: 33, attention: 0, refused: 0 },
      { kind: 'one', change: { attention: 'editor' } },
      { kind: 'one', change: { attention: 'editor' } },
      { kind: 'one', change: { refused: 'git' } },
    ]);
  });

  test('is counted when it is too much for that', () => {
    const many = special(1200, { attention: 'packageScripts' });
    expect(grouped([...around, ...many, ...special(3, { refused: 'special' })])).toMatchObject([
      { kind: 'tree', files: 1233, attention: 1200, refused: 3 },
    ]);
  });
});

test('a change is of a directory when one is there, or was', () => {
  expect(isDirectory(changedDirectory('a', deleted))).toBe(true);
  expect(isDirectory(changed('a', added))).toBe(false);
  const fileInItsPlace = changed('a', { before: { kind: 'directory', mode: 0o755, size: null } });
  expect(isDirectory(fileInItsPlace)).toBe(false);
});

test('no change is lost: each has its line or is counted in the line of a directory above it', () => {
  const segment = fc.constantFrom('a', 'b', 'a-', 'c');
  const kinds = fc.constantFrom<ChangeInfo['what']>('added', 'deleted', 'modified');
  const tree = fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 5 }), {
    selector: (parts) => parts.join('/'),
    maxLength: 120,
  });
  fc.assert(
    fc.property(tree, kinds, (paths, what) => {
      const names = paths.map((parts) => parts.join('/')).sort();
      const changes = names.map((name) =>
        names.some((other) => other.startsWith(`${name}/`))
          ? changedDirectory(name, { what })
          : changed(name, { what }),
      );
      const told = grouped(changes).reduce(
        (sum, line) =>
          sum + (line.kind === 'one' && !isDirectory(line.change) ? 1 : 0) + (line.kind === 'tree' ? line.files : 0),
        0,
      );
      expect(told).toBe(changes.filter((change) => !isDirectory(change)).length);
    }),
    tries(),
  );
});

test('a hundred thousand changes are no burden', () => {
  const changes = [changedDirectory('node_modules', added), ...files('node_modules', 100_000, added)];
  const start = performance.now();
  expect(words(grouped(changes))).toEqual(['node_modules/*100000']);
  expect(performance.now() - start).toBeLessThan(5000);
});
