import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processWish } from '../../../../daemon/protocol/sandbox/session.js';
import { shellWish } from '../../../../src/terminal/shell.js';
import { read } from '../../../tidy/tree.js';

const integration = read('media/shell/bash.sh');

/** Types lines into the shell on a terminal of its own. @returns what it wrote */
async function typed(directory: string, ...lines: string[]): Promise<string> {
  const { argv, env } = shellWish(integration, null);
  const quoted = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return await new Promise((resolve, reject) => {
    const environment = { ...env, HOME: directory, PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color' };
    const child = execFile(
      'script',
      ['-qefc', quoted, '/dev/null'],
      { cwd: directory, env: environment, timeout: 15_000 },
      (error, stdout) => {
        if (error?.killed === true) reject(new Error(`the shell did not end: ${stdout}`));
        else resolve(stdout);
      },
    );
    child.stdin?.end([...lines, 'exit 0', ''].join('\n'));
  });
}

describe('the shell of a sandboxed terminal', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'bg-shell-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  test('is a wish that the daemon takes', () => {
    const wish = shellWish(integration, '/w');
    expect(processWish.parse(wish)).toEqual(wish);
  });

  test('tells its prompts, commands, directory and exit codes as VS Code’s own integration does', async () => {
    const output = await typed(directory, 'false', 'cd /usr', 'echo "a;b"');
    expect(output).toContain(`\u001b]633;P;Cwd=${directory}\u0007`);
    expect(output).toContain('\u001b]633;E;false\u0007\u001b]633;C\u0007');
    expect(output).toContain('\u001b]633;D;1\u0007');
    expect(output).toContain('\u001b]633;P;Cwd=/usr\u0007');
    expect(output).toContain('\u001b]633;E;echo "a\\x3bb"\u0007');
    expect(output).toContain('\u001b]633;D;0\u0007');
    expect(output.indexOf('\u001b]633;A\u0007')).toBeGreaterThan(-1);
    expect(output.indexOf('\u001b]633;B\u0007')).toBeGreaterThan(output.indexOf('\u001b]633;A\u0007'));
  });

  test('says where it is, and passes on nothing of how it was started', async () => {
    const output = await typed(directory, 'echo "left:${BELLGLASS_SHELL_START:-nothing}"');
    expect(output).toContain('(sandbox)');
    expect(output).toContain('left:nothing');
  });

  test('keeps the status of the last command for the user', async () => {
    expect(await typed(directory, '(exit 7)', 'echo "status:$?"')).toContain('status:7');
  });
});
