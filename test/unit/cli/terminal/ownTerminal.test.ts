import { execFileSync, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { OwnTerminal, sizeOf } from '../../../../daemon/cli/terminal/ownTerminal.js';
import { bundleText } from '../../../helpers/bundle.js';
import { scratch } from '../../../helpers/scratch.js';

/** Runs a program that takes the terminal over in a real one, then does something else; says how the terminal was before, while and after. */
async function inTerminal(then: string): Promise<{ before: string; during: string; after: string; size: string }> {
  const at = scratch();
  const program = await bundleText(
    `import { execFileSync } from 'node:child_process';
     import { writeFileSync } from 'node:fs';
     import { OwnTerminal } from './daemon/cli/terminal/ownTerminal.js';
     const terminal = OwnTerminal.of(process);
     terminal.raw();
     writeFileSync('${at}/during', execFileSync('stty', ['-a'], { stdio: ['inherit', 'pipe', 'inherit'] }));
     writeFileSync('${at}/size', JSON.stringify(terminal.size));
     ${then}`,
    `${at}/p.mjs`,
  );
  const script = `stty rows 33 cols 99; stty -a >${at}/before; '${process.execPath}' ${program} 2>/dev/null; stty -a >${at}/after`;
  const child = spawn('script', ['-qec', script, '/dev/null'], { stdio: ['ignore', 'ignore', 'ignore'] });
  await new Promise((resolve) => child.once('close', resolve));
  const read = (name: string): string => execFileSync('cat', [`${at}/${name}`], { encoding: 'utf8' });
  return { before: read('before'), during: read('during'), after: read('after'), size: read('size') };
}

describe('the terminal of this command', () => {
  test.each([
    ['it is restored', 'terminal.restore(); process.stdin.pause();'],
    ['an exception', 'throw new Error("out");'],
    ['the end of the process', 'process.exit(3);'],
    ['SIGTERM', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => undefined, 5000);'],
  ])('is raw, and as before after %s', async (_title, then) => {
    const { before, during, after, size } = await inTerminal(then);
    expect(during).toMatch(/-icanon/);
    expect(during).toMatch(/-echo\b/);
    expect(during).toMatch(/-isig/);
    expect(during).toMatch(/-opost/);
    expect(before).toMatch(/ icanon/);
    expect(after).toBe(before);
    expect(JSON.parse(size)).toEqual({ rows: 33, cols: 99 });
  });

  test('is refused where there is none', () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    expect(() => OwnTerminal.of({ stdin, stdout })).toThrow('The input device is not a TTY.');
    expect(sizeOf(stdout)).toEqual({ rows: 24, cols: 80 });
  });
});
