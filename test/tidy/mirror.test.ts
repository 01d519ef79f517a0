import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { files, read, sources } from './tree.js';
import { waivers } from './waivers.js';

const tests = files.filter((file) => /^test\/.*\.ts$/.test(file) && !file.startsWith('test/tidy/'));

/** Every source file that a test imports by its own name. */
const imported = new Set(
  tests.flatMap((file) =>
    [...read(file).matchAll(/from '(\.[^']+)\.js'/g)].map(
      ([, path = '']) => `${posix.join(posix.dirname(file), path)}.ts`,
    ),
  ),
);

/** Where the test of a source file stands: test/unit mirrors the tree, daemon/ left out. */
function mirrorOf(file: string): string {
  return `test/unit/${file.replace(/^daemon\//, '').replace(/\.ts$/, '.test.ts')}`;
}

/** Whether a file does anything when it runs; types alone do not. */
function runs(file: string): boolean {
  const { outputText } = ts.transpileModule(read(file), {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  return outputText.replace(/^(import .*|export \{\};)$/gm, '').trim() !== '';
}

describe('tests mirror the tree', () => {
  const without = sources.filter(
    (file) => file.endsWith('.ts') && runs(file) && !files.includes(mirrorOf(file)) && !imported.has(file),
  );

  test('every TypeScript file has its test of the same name, or is a test’s own subject, or has a reason why not', () => {
    expect(without.filter((file) => !(file in waivers.mirror))).toEqual([]);
  });

  test('no reason outlives its file, or its lack of a test', () => {
    expect(Object.keys(waivers.mirror).filter((file) => !without.includes(file))).toEqual([]);
  });

  test('every unit test has its source file', () => {
    const expected = new Set(sources.map(mirrorOf));
    const strays = files.filter((file) => /^test\/unit\/.*\.test\.ts$/.test(file) && !expected.has(file));
    expect(strays).toEqual([]);
  });

  test('no test is skipped, focused or empty', () => {
    const shortcuts = /\b(test|it|describe)\.(skip|only|todo)\(|expect\(true\)|#\[ignore\]/;
    expect(tests.filter((file) => shortcuts.test(read(file)))).toEqual([]);
  });
});
