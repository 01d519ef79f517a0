import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../../../daemon/cli/command.js';
import { Home } from './home.js';

let home: Home;
beforeAll(() => {
  home = new Home({ BELLGLASS_DAEMON: '/nowhere/bellglassd.mjs' });
});
afterAll(async () => {
  await home.remove();
});

describe('the bellglass command', () => {
  test('answers help and versions on stdout, with status 0', async () => {
    expect(await home.bellglass('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(await home.bellglass('version')).toMatchObject({ status: 0, stderr: '' });
  });

  test('says what is wrong with a command line in one line on stderr, with status 125', async () => {
    expect(await home.bellglass('run', '--memory', 'much', 'a.py')).toEqual({
      status: 125,
      stdout: '',
      stderr: expect.stringMatching(/^bellglass: "much" is no size of memory; .*\n$/) as string,
    });
  });

  test('turns an error into its sentence, with status 125', async () => {
    expect(await home.bellglass('run', '--', 'true')).toEqual({
      status: 125,
      stdout: '',
      stderr: expect.stringMatching(
        /^bellglass: The daemon did not start: .*\/nowhere\/bellglassd\.mjs.*\n$/,
      ) as string,
    });
  });

  test('gives an error as JSON too where JSON was asked for', async () => {
    const { status, stdout, stderr } = await home.bellglass('run', '--json', '--', 'true');
    expect(status).toBe(125);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'daemon_start_failed' }, status: 125 });
    expect(stderr).toMatch(/^bellglass: The daemon did not start/);
  });

  test('gives an error as JSON where one JSON text is the answer', async () => {
    for (const argv of [
      ['create', '--json'],
      ['rename', '--json', 'a', 'b'],
      ['top', '--json', 'a'],
      ['exec', '--json', 'a', 'ls'],
      ['run', '--json', '--keep', '--', 'true'],
    ]) {
      const { status, stdout, stderr } = await home.bellglass(...argv);
      expect(status).toBe(argv[0] === 'exec' || argv[0] === 'run' ? 125 : 1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'daemon_start_failed' } });
      expect(stderr).toMatch(/^bellglass: The daemon did not start/);
    }
    expect(await home.bellglass('top', 'a')).toMatchObject({ status: 1, stdout: '' });
  });

  test('says that its output could not be written, and fails', async () => {
    for (const argv of [['version'], ['ls', '--help']])
      expect(await home.bellglassInto('/dev/full', ...argv)).toEqual({
        status: 125,
        stderr:
          'bellglass: Output could not be written (ENOSPC: no space left on device, write), so some of it is missing.\n',
      });
  });

  test('ends well when nobody reads what it says', async () => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    stdout.destroy();
    const around = { cwd: '/', env: home.env, stdin: new PassThrough(), stdout, stderr, exit: () => process.exit() };
    expect(await command(['version'], around)).toBe(0);
  });
});
