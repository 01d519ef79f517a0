import { dirname } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { code, files, isTest, lines, read, sources } from './tree.js';
import { waivers } from './waivers.js';

/** The house's limits, in lines and files. */
const limit = { median: 100, ninetieth: 250, longest: 400, function: 60, folder: 14 };

const lengths = code.map((file) => ({ file, length: lines(file) })).sort((a, b) => a.length - b.length);

describe('files', () => {
  test(`have a median of at most ${String(limit.median)} lines, and nine in ten at most ${String(limit.ninetieth)}`, () => {
    expect(lengths[Math.floor(lengths.length / 2)]?.length).toBeLessThanOrEqual(limit.median);
    expect(lengths[Math.floor(lengths.length * 0.9)]?.length).toBeLessThanOrEqual(limit.ninetieth);
  });

  test(`have at most ${String(limit.longest)} lines`, () => {
    const long = lengths.filter(({ length }) => length > limit.longest).map(({ file }) => file);
    expect(long).toEqual(Object.keys(waivers.length));
  });

  test(`are about a dozen a folder: at most ${String(limit.folder)}`, () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > limit.folder).map(([folder]) => folder);
    expect(full.sort()).toEqual(Object.keys(waivers.folders).sort());
  });

  test('and folders are named for what they hold, never for being a drawer', () => {
    const drawer = /(^|\/)(util|utils|helper|helpers|common|misc|core|manager|types)(\.[a-z.]+)?(\/|$)/i;
    expect(files.filter((file) => drawer.test(file) && !file.startsWith('test/helpers/'))).toEqual([]);
  });
});

describe('functions', () => {
  test(`have at most ${String(limit.function)} lines (Rust's are clippy's to count)`, () => {
    const long = code
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => longFunctions(file).map((name) => `${file}:${name}`));
    expect(long).toEqual(Object.keys(waivers.functions));
  });
});

describe('tests', () => {
  test('outweigh the source by at least 1.2, in lines that are neither empty nor a comment', () => {
    let source = 0;
    let tests = 0;
    for (const file of sources) {
      const text = read(file).split('\n');
      const start = ownTests(file, text);
      source += statements(text.slice(0, start));
      tests += statements(text.slice(start));
    }
    for (const file of code) if (isTest(file)) tests += statements(read(file).split('\n'));
    const proportion = `${String(tests)} lines of tests to ${String(source)} of source`;
    expect(tests / source, proportion).toBeGreaterThanOrEqual(1.2);
  });
});

function statements(text: readonly string[]): number {
  return text.filter((line) => !/^\s*(\/\/|\*|\/\*|#(?!\[)|$)/.test(line)).length;
}

function longFunctions(file: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      if (last - first + 1 > limit.function) found.push(node.name?.getText() ?? `line ${String(first + 1)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Where a Rust file's own tests begin, which stand at its end; its length when it has none. */
function ownTests(file: string, text: readonly string[]): number {
  if (!file.endsWith('.rs')) return text.length;
  const start = text.findIndex(
    (line, index) => line.startsWith('#[cfg(test)]') && /^mod \w+ \{/.test(text[index + 1] ?? ''),
  );
  return start < 0 ? text.length : start;
}
