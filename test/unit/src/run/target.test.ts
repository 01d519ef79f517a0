import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandOf, dedent, pieceOf, wholeOf, type Source } from '../../../../src/run/target.js';

const saved: Source = { path: '/w/a b.py', name: 'a b.py', languageId: 'python', text: 'print(1)\n', dirty: false };
const home = { folder: '/w' };

describe('a document', () => {
  test('is run as it is on disk when it is saved', () => {
    expect(wholeOf(saved, home)).toEqual({ kind: 'file', path: '/w/a b.py', content: null, title: 'a b.py' });
  });

  test('is run as the editor has it when it is not', () => {
    expect(wholeOf({ ...saved, dirty: true }, home)).toMatchObject({ path: '/w/a b.py', content: 'print(1)\n' });
  });

  test('that is nowhere stands where it would be saved, with the extension of its language', () => {
    const untitled = { ...saved, path: null, name: 'Untitled-1' };
    expect(wholeOf(untitled, home)).toMatchObject({ path: '/w/Untitled-1.py', content: 'print(1)\n' });
    expect(wholeOf(untitled, { folder: null })).toMatchObject({ path: '/tmp/Untitled-1.py' });
  });

  test('keeps the extension it has, and has none for a language that needs its first line', () => {
    expect(wholeOf({ ...saved, path: null, name: 'x.mjs' }, home)).toMatchObject({ path: '/w/x.mjs' });
    expect(wholeOf({ ...saved, path: null, name: 'x', languageId: 'plaintext' }, home)).toMatchObject({ path: '/w/x' });
  });

  test('cannot name another directory', () => {
    const { path } = wholeOf({ ...saved, path: null, name: '../../etc/x.py' }, home) as { path: string };
    expect(path).toBe('/w/.._.._etc_x.py');
  });
});

describe('a piece of a document', () => {
  test('keeps its line numbers and the path of the document', () => {
    expect(pieceOf(saved, home, 'print(2)', 4)).toEqual({
      kind: 'file',
      path: '/w/a b.py',
      content: '\n\n\n\nprint(2)',
      title: 'a b.py:5',
    });
  });

  test('loses the indentation that all of its lines have', () => {
    expect(pieceOf(saved, home, '    if x:\n        y()\n\n    z()', 0)).toMatchObject({
      content: 'if x:\n    y()\n\nz()',
    });
  });

  test.each([
    ['\tif x:\n\t\ty()', 'if x:\n\ty()'],
    ['a\n  b', 'a\n  b'],
    ['  a\n b', ' a\nb'],
    ['  a\n\tb', '  a\n\tb'],
    ['    \n  a', '  \na'],
    ['', ''],
  ])('%j becomes %j', (text, dedented) => {
    expect(dedent(text)).toBe(dedented);
  });

  test('loses nothing but white space, and no line', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ \t]{0,4}[a-z]{0,3}$/)), (lines) => {
        const text = lines.join('\n');
        const dedented = dedent(text);
        expect(dedented.split('\n')).toHaveLength(text.split('\n').length);
        expect(dedented.replace(/[ \t]/g, '')).toBe(text.replace(/[ \t]/g, ''));
        expect(dedent(dedented)).toBe(dedented);
      }),
    );
  });
});

test('a command is called what it is', () => {
  expect(commandOf('npm test')).toEqual({ kind: 'command', line: 'npm test', title: 'npm test' });
});
