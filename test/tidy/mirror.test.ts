import { describe, expect, test } from 'vitest';
import { files, read, sources } from './tree.js';
import { waivers } from './waivers.js';

/** Where the test of a source file stands: test/unit mirrors the tree, daemon/ left out. */
function mirrorOf(file: string): string {
  return `test/unit/${file.replace(/^daemon\//, '').replace(/\.ts$/, '.test.ts')}`;
}

describe('tests mirror the tree', () => {
  test('every TypeScript file has its test of the same name, or a reason why not', () => {
    const without = sources.filter((file) => file.endsWith('.ts') && !files.includes(mirrorOf(file)));
    expect(without.filter((file) => !(file in waivers.mirror))).toEqual([]);
  });

  test('no reason outlives its file, or its lack of a test', () => {
    expect(
      Object.keys(waivers.mirror).filter((file) => !files.includes(file) || files.includes(mirrorOf(file))),
    ).toEqual([]);
  });

  test('every unit test has its source file', () => {
    const expected = new Set(sources.map(mirrorOf));
    const strays = files.filter((file) => /^test\/unit\/.*\.test\.ts$/.test(file) && !expected.has(file));
    expect(strays).toEqual([]);
  });

  test('no test is skipped, focused or empty', () => {
    const shortcuts = /\b(test|it|describe)\.(skip|only|todo)\(|expect\(true\)|#\[ignore\]/;
    const tests = files.filter((file) => /^test\/.*\.ts$/.test(file) && !file.startsWith('test/tidy/'));
    expect(tests.filter((file) => shortcuts.test(read(file)))).toEqual([]);
  });
});
