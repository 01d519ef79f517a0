import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { sessionOf, sessionOfProcess } from '../../../../src/terminal/attachedSession.js';

const bundle = '/home/alice/.vscode/extensions/bellglass.bellglass-0.1.0/dist/bellglass.mjs';

describe('the session that a terminal shows', () => {
  test('stands at the end of its command line', () => {
    expect(sessionOf(['node', bundle, 'attach', '--detach-keys', '', '0123abcd'])).toBe('0123abcd');
  });

  test.each([
    ['another program', ['bash']],
    ['another command of ours', ['node', bundle, 'run', 'attach', '0123abcd']],
    ['a sandbox by its name', ['node', bundle, 'attach', 'dev']],
    ['a program that is called like ours', ['node', '/tmp/bellglass.mjs', 'attach', '0123abcd']],
    ['nothing', []],
  ])('is none of %s', (_what, argv) => {
    expect(sessionOf(argv)).toBeNull();
  });

  test('is read from the process', async () => {
    const args = ['-e', 'setInterval(() => {}, 1000)', bundle, 'attach', '--detach-keys', '', '89abcdef'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    try {
      await once(child, 'spawn');
      expect(await sessionOfProcess(child.pid ?? 0)).toBe('89abcdef');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(await sessionOfProcess(child.pid ?? 0)).toBeNull();
  });
});
