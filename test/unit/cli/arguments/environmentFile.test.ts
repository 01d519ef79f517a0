import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readEnvironmentFile } from '../../../../daemon/cli/arguments/environmentFile.js';

const directory = mkdtempSync(join(tmpdir(), 'bellglass-env-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function read(content: string | Buffer) {
  const path = join(directory, 'env');
  writeFileSync(path, content);
  return readEnvironmentFile(path).map(({ name, value }) => [name, value]);
}

describe('an environment file, read as Docker reads it', () => {
  test.each<[string, string | Buffer, [string, string | null][]]>([
    [
      'a variable a line',
      'A=1\nB=2\n',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['no newline at the end', 'A=1', [['A', '1']]],
    ['comments and empty lines', '# a comment\n\n   # another\nA=1\n\n', [['A', '1']]],
    [
      'quotes stay',
      'A="x y"\nB=\'z\'',
      [
        ['A', '"x y"'],
        ['B', "'z'"],
      ],
    ],
    ['a # inside a value stays', 'A=1 # one', [['A', '1 # one']]],
    ['white space around a value stays, before a name it goes', '  A= 1 ', [['A', ' 1 ']]],
    [
      'a name alone passes on the caller’s own',
      'HOME\nLANG  \n',
      [
        ['HOME', null],
        ['LANG', null],
      ],
    ],
    [
      'Windows line ends',
      'A=1\r\nB=2\r\n',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['a byte order mark', Buffer.from('\ufeffA=1'), [['A', '1']]],
    ['an empty value', 'A=', [['A', '']]],
    ['equals signs in a value', 'A=b=c', [['A', 'b=c']]],
    ['names that a shell would not take', 'a.b-c=1', [['a.b-c', '1']]],
    ['an empty file', '', []],
  ])('%s', (_title, content, entries) => {
    expect(read(content)).toEqual(entries);
  });

  test.each<[string, string | Buffer, RegExp]>([
    ['no name', 'A=1\n=2\n', /^Line 2 of the environment file ".*" has no name before "="\.$/],
    ['white space in a name', 'A B=1', /^Line 1 .* has white space in its name\.$/],
    ['bytes that are not UTF-8', Buffer.from([0x41, 0x3d, 0xff]), /^Line 1 .* is not valid UTF-8\.$/],
    ['a NUL byte', 'A=\0', /^Line 1 .* holds a NUL byte\.$/],
    ['more than 1 MiB', 'A'.repeat(1024 * 1024 + 1), /cannot be read: it is larger than 1 MiB\.$/],
  ])('%s is refused with its line', (_title, content, sentence) => {
    expect(() => read(content)).toThrow(sentence);
  });

  test('a missing file and a directory are refused with their reason', () => {
    expect(() => readEnvironmentFile(join(directory, 'nowhere'))).toThrow(
      /cannot be read: no such file or directory\.$/,
    );
    expect(() => readEnvironmentFile(directory)).toThrow(/cannot be read: it is a directory\.$/);
  });

  test('a device that never ends is refused', () => {
    expect(() => readEnvironmentFile('/dev/zero')).toThrow(/cannot be read: it is neither a file nor a pipe\.$/);
  });

  test('a pipe is read to its end, and one that nobody writes to is not waited for without end', () => {
    const fifo = join(directory, 'fifo');
    execFileSync('mkfifo', [fifo]);
    spawn('sh', ['-c', 'printf A=1 >"$0"', fifo], { stdio: 'ignore' });
    expect(readEnvironmentFile(fifo)).toEqual([{ name: 'A', value: '1' }]);
    expect(() => readEnvironmentFile(fifo)).toThrow(/cannot be read: nothing came from it within 5 s\.$/);
  });
});
