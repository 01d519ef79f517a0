import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangedPath } from '../../../../daemon/protocol/reviews/change.js';
import { bytesOf, pathOf, quoted, unquoted } from '../../../../daemon/protocol/reviews/quoted.js';
import { shown } from '../../../../daemon/protocol/sentences/shown.js';
import { tries } from '../../../helpers/full.js';
import { scratch } from '../../../helpers/scratch.js';

const bytes = (...all: number[]): ChangedPath => ({ bytes: Buffer.from(all).toString('base64') });

/** Names of any bytes that a file can have. */
const anyName = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constantFrom(0x20, 0x22, 0x5c, 0x0a, 0x1b)), {
    minLength: 1,
    maxLength: 40,
  })
  .map((numbers) => Buffer.from(numbers));

describe('a path that people read', () => {
  test.each<[ChangedPath, string]>([
    ['src/a.ts', 'src/a.ts'],
    ['with space/ä 語.txt', 'with space/ä 語.txt'],
    ["it's", "it's"],
    ['a\nb', String.raw`"a\nb"`],
    ['a\u001b[2Jb', String.raw`"a\033[2Jb"`],
    ['say "hi"', String.raw`"say \"hi\""`],
    [String.raw`back\slash`, String.raw`"back\\slash"`],
    [' leading', '" leading"'],
    ['trailing ', '"trailing "'],
    ['ä\u202egnp.exe', String.raw`"ä\342\200\256gnp.exe"`],
    ['\ufffd', String.raw`"\357\277\275"`],
    [bytes(0x61, 0xff, 0xfe), String.raw`"a\377\376"`],
    [bytes(0x09, 0xc3), String.raw`"\t\303"`],
  ])('%j is %s', (path, text) => {
    expect(quoted(path)).toBe(text);
    expect(unquoted(text)).toEqual(bytesOf(path));
  });

  test('is never a terminal’s command, whatever the bytes are, and is read back as what it is', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const text = quoted(pathOf(name));
        expect(shown(text)).toBe(JSON.stringify(text));
        expect(JSON.parse(`"${text.replaceAll(/["\\]/g, '')}"`)).toBe(text.replaceAll(/["\\]/g, ''));
        expect(unquoted(text)).toEqual(name);
      }),
      tries(),
    );
  });

  test('is never the same for two paths', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        fc.pre(!one.equals(other));
        expect(quoted(pathOf(one))).not.toBe(quoted(pathOf(other)));
      }),
      tries(),
    );
  });

  test('is quoted as git quotes it, where git does', () => {
    const at = scratch();
    const names = ['a\tb', 'a\nb', 'a"b', String.raw`a\b`, 'a\u0001b', 'a\u007fb'];
    for (const name of names) writeFileSync(`${at}/${name}`, '');
    execFileSync('git', ['init', '-q', at]);
    const listed = execFileSync('git', ['-C', at, 'ls-files', '-o'], { encoding: 'utf8' }).trim().split('\n');
    expect(names.map(quoted).sort()).toEqual(listed.sort());
  });
});

describe('a path that is typed', () => {
  test.each(['plain', '"', '""', '"open', 'a"b"', String.raw`"bad \x escape"`, String.raw`"\400"`, '"a"b"'])(
    '%s is what it says, since it is no quoted one',
    (text) => {
      expect(unquoted(text)).toEqual(Buffer.from(text));
    },
  );
});

test('a path is text when its bytes are, and else its bytes', () => {
  expect(pathOf(Buffer.from('ä'))).toBe('ä');
  expect(pathOf(Buffer.of(0xe4))).toEqual({ bytes: '5A==' });
  expect(bytesOf({ bytes: '5A==' })).toEqual(Buffer.of(0xe4));
});
