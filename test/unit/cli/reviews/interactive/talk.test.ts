import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Lines, talking } from '../../../../../daemon/cli/reviews/interactive/talk.js';
import { bundleText } from '../../../../helpers/bundle.js';
import { scratch } from '../../../../helpers/scratch.js';

const place = { workspace: '/w', cwd: '/w' };

/** Asks twice, with these lines to answer. */
async function asked(typed: string, more: { terminal?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (more.terminal === true) Object.assign(stdout, { isTTY: true });
  stdin.end(typed);
  const shown = buffer(stdout);
  const around = { cwd: '/', env: more.env ?? {}, stdin, stdout, stderr, exit: () => process.exit() };
  const answers = await talking(around, place, stdout, async (talk) => [
    await talk.ask('One?'),
    await talk.ask('Two?'),
  ]);
  stdout.end();
  return { answers, shown: String(await shown) };
}

test('answers are lines, without the spaces around them; the last needs no end', async () => {
  expect(await asked(' y \r\nn')).toEqual({ answers: ['y', 'n'], shown: 'One? Two? ' });
});

test('the end of the lines is no answer, and ends the line of the question', async () => {
  expect(await asked('y\n')).toEqual({ answers: ['y', null], shown: 'One? Two? \n' });
  expect(await asked('')).toEqual({ answers: [null, null], shown: 'One? \nTwo? \n' });
});

test('questions have a colour on a terminal, unless NO_COLOR forbids it', async () => {
  expect((await asked('y\nn\n', { terminal: true })).shown).toBe('\u001b[1;34mOne?\u001b[m \u001b[1;34mTwo?\u001b[m ');
  expect((await asked('y\nn\n', { terminal: true, env: { NO_COLOR: '1' } })).shown).toBe('One? Two? ');
});

test('lines come as they are written, none lost between two', async () => {
  const stdin = new PassThrough();
  const lines = new Lines(stdin);
  stdin.write('a\nb\nc');
  expect([await lines.next(), await lines.next()]).toEqual(['a', 'b']);
  const last = lines.next();
  stdin.end('d\n');
  expect([await last, await lines.next()]).toEqual(['cd', null]);
  lines.close();
});

test('a real terminal shows what is typed once, and its end of input ends the answers', async () => {
  const program = await bundleText(
    `import { talking } from './daemon/cli/reviews/interactive/talk.js';
     const place = { workspace: '/w', cwd: '/w' };
     const around = { cwd: '/', env: { NO_COLOR: '1' }, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
     await talking(around, place, process.stdout, async (talk) => {
       for (;;) { const answer = await talk.ask('?'); console.log('<' + answer + '>'); if (answer === null) break; }
     });
     process.exit();`,
    `${scratch()}/p.mjs`,
  );
  const child = spawn('script', ['-qec', `'${process.execPath}' ${program}`, '/dev/null'], { stdio: 'pipe' });
  child.stdout.once('data', () => {
    child.stdin.write('s\r');
    child.stdin.write('\u0004');
  });
  expect(String(await buffer(child.stdout))).toBe('? s\r\n<s>\r\n? \r\n<null>\r\n');
});
