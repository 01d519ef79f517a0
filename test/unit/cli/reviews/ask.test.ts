import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { agreed } from '../../../../daemon/cli/reviews/ask.js';
import { bundleText } from '../../../helpers/bundle.js';
import { scratch } from '../../../helpers/scratch.js';

/** What is made of an answer, and what the terminal shows. */
async function asked(typed: string): Promise<{ yes: boolean; shown: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(typed);
  const shown = buffer(stderr);
  const exit = () => process.exit();
  const yes = await agreed('Do it?', { cwd: '/', env: {}, stdin, stdout, stderr, exit });
  stderr.end();
  return { yes, shown: String(await shown) };
}

describe('a question', () => {
  test.each(['y\n', 'Y\n', 'yes\n', ' yes \r\n', 'y'])('is answered by %j: yes', async (typed) => {
    expect(await asked(typed)).toEqual({ yes: true, shown: 'Do it? [y/N] ' });
  });

  test.each(['\n', 'n\n', 'no\n', 'yep\n', 'x\ny\n'])('is answered by %j: no', async (typed) => {
    expect(await asked(typed)).toEqual({ yes: false, shown: 'Do it? [y/N] ' });
  });

  test('that nobody answers is answered no, and its line ends', async () => {
    expect(await asked('')).toEqual({ yes: false, shown: 'Do it? [y/N] \n' });
  });
});

test('a question in a real terminal is answered by a line, which the terminal shows once', async () => {
  const program = await bundleText(
    `import { agreed } from './daemon/cli/reviews/ask.js';
     console.log(await agreed('Do it?', process) ? 'DONE' : 'LEFT');
     process.exit();`,
    `${scratch()}/p.mjs`,
  );
  const child = spawn('script', ['-qec', `'${process.execPath}' ${program}`, '/dev/null'], { stdio: 'pipe' });
  child.stdout.once('data', () => child.stdin.write('yes\r'));
  expect(String(await buffer(child.stdout))).toBe('Do it? [y/N] yes\r\nDONE\r\n');
});
