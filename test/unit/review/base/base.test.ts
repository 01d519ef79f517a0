import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Base } from '../../../../daemon/review/base/base.js';
import { rawPath, root } from '../../../../daemon/review/rawPath.js';
import { inProject } from '../../../helpers/project.js';
import { baseLines, baseOf, directories, entryOf, files, type Given } from '../../../helpers/review/base.js';
import { scratch } from '../../../helpers/scratch.js';

const golden = inProject('native/wire/golden/snapshot-base.ndjson');

function written(text: string): string {
  const path = `${scratch()}/base.ndjson`;
  writeFileSync(path, text);
  return path;
}

describe('a base', () => {
  test('is read as bellglass-fs writes it', async () => {
    const base = await Base.read(golden);
    expect(base.head.workspace).toBe('/home/alice/project');
    expect(base.size).toBe(6);
    expect(base.get(rawPath('app.py'))).toMatchObject({ kind: 'file', content: 'embedded', at: 8256 });
    expect(base.get(rawPath('node_modules/a.node'))).toMatchObject({ size: 9_876_543_210, ignored: true });
    expect(base.get(rawPath({ bytes: '/w==' }))).toMatchObject({ kind: 'directory', content: 'mount' });
    expect([...base.unseen]).toEqual([rawPath('.env'), rawPath({ bytes: '/w==' })]);
  });

  test('has no entry for the folder itself, which is a directory all the same', async () => {
    const base = await baseOf(files('a'));
    expect(base.get(root)).toBeUndefined();
    expect(base.isDirectory(root)).toBe(true);
    expect(base.isDirectory(rawPath('a'))).toBe(false);
    expect(base.isDirectory(rawPath('b'))).toBe(false);
  });

  test('knows the names in a directory and all that is below it, those above first', async () => {
    const base = await baseOf([...directories('d', 'd/e'), ...files('d/e/f', 'd/g'), ...directories('h')]);
    expect(base.namesIn(root)).toEqual(['d', 'h']);
    expect(base.namesIn(rawPath('d'))).toEqual(['e', 'g']);
    expect(base.namesIn(rawPath('d/g'))).toEqual([]);
    expect([...base.below(rawPath('d'))]).toEqual(['d/e', 'd/e/f', 'd/g']);
    expect([...base.below(root)]).toHaveLength(base.size);
  });

  test('knows which names are of one file; of directories and of names outside it says nothing', async () => {
    const one: Partial<Given> = { inode: '7', links: 3 };
    const base = await baseOf([
      { path: 'a', ...one },
      { path: 'b', ...one, device: '9' },
      { path: 'c', ...one },
      { path: 'd', kind: 'directory', inode: '8', links: 2 },
      { path: 'e', kind: 'directory', inode: '8', links: 2 },
    ]);
    expect(base.linkedFiles()).toEqual([['a', 'c']]);
  });

  test.each(['line\nbreak', 'carriage\rreturn', 'line\u2028separator', 'paragraph\u2029separator', 'next\u0085line'])(
    'may have the name %j',
    async (name) => {
      const base = await baseOf(files(name, 'other'));
      expect(base.get(rawPath(name))).toEqual(entryOf({ path: name }));
    },
  );

  test('may be as long as it takes', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `${'ü'.repeat(60)}${String(index)}`);
    const base = await baseOf(files(...names));
    expect(base.size).toBe(3000);
    expect(names.filter((name) => base.get(rawPath(name)) === undefined)).toEqual([]);
  });

  test('takes the strangest times', async () => {
    const mtime = '-9223372036854775807999999999';
    const base = await baseOf([{ path: 'a', mtime }]);
    expect(base.get(rawPath('a'))?.mtime).toBe(mtime);
  });
});

describe('a base that is not whole is none', () => {
  const lines = baseLines(files('a', 'b')).map((line) => JSON.stringify(line));

  test.each([
    ['an empty file', ''],
    ['one without its end', lines.slice(0, 3).join('\n')],
    ['one that lacks an entry', [lines[0], lines[1], lines[3]].join('\n')],
    ['one with an entry after its end', [...lines, JSON.stringify(entryOf({ path: 'c' }))].join('\n')],
    ['one that is cut off in a line', lines.join('\n').slice(0, -3)],
    ['one of another version', lines.join('\n').replace('"version":1', '"version":2')],
    ['one without its head', lines.slice(1).join('\n')],
  ])('%s', async (_what, text) => {
    await expect(Base.read(written(text))).rejects.toThrow();
  });

  test('but without a last line feed it is whole', async () => {
    expect((await Base.read(written(lines.join('\n')))).size).toBe(2);
    expect((await Base.read(written(readFileSync(golden, 'utf8')))).size).toBe(6);
  });
});
