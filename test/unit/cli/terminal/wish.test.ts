import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { terminalFor, wishOf } from '../../../../daemon/cli/terminal/wish.js';
import { processWish } from '../../../../daemon/protocol/sandbox/session.js';

test('the process that is asked for has the variables that were named, and no others', () => {
  const environment = [
    { name: 'A', value: '1' },
    { name: 'TOKEN', value: null },
    { name: 'UNSET', value: null },
  ];
  const wish = wishOf(
    { argv: ['sh'], environment, workdir: '/srv', user: 'root' },
    { TOKEN: 't', HOME: '/home/alice' },
  );
  expect(wish).toEqual({ argv: ['sh'], env: { A: '1', TOKEN: 't' }, cwd: '/srv', user: 'root' });
  expect(processWish.parse(wish)).toEqual(wish);
});

describe('the terminal that a program is to have', () => {
  const own = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };

  test('is none without -t', () => {
    expect(terminalFor({ tty: false, detach: false }, own)).toBeNull();
  });

  test('has a usual size where nobody sees it', () => {
    expect(terminalFor({ tty: true, detach: true }, own)).toEqual({ rows: 24, cols: 80 });
  });

  test('is refused where it is to be seen and this is none', () => {
    expect(() => terminalFor({ tty: true, detach: false }, own)).toThrow('The input device is not a TTY.');
  });
});
