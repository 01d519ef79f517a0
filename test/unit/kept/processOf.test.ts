import { describe, expect, test } from 'vitest';
import { processOf } from '../../../daemon/kept/processOf.js';
import type { Sandbox } from '../../../daemon/sandbox/sandbox.js';
import { expectFailure } from '../../helpers/failures.js';
import { settingsOf } from '../../helpers/kept/rows.js';

const user = { name: 'me', uid: 1000, gid: 100, home: '/home/me' };
const root = { name: 'root', uid: 0, gid: 0, home: '/root' };

/** As much of a sandbox as a process is made from. */
function sandboxAt(workspace: string | null): Sandbox {
  const image = {
    user,
    environment: (of: typeof user | null) => ({ HOME: of?.home ?? '/', PATH: '/bin' }),
    findUser: (name: string) => [user, root].find((one) => one.name === name) ?? null,
  };
  return { image, workspace: workspace === null ? null : { path: workspace } } as unknown as Sandbox;
}

const wish = { argv: ['ls', '-l'], env: {}, cwd: null, user: null };

describe('what the agent is asked for', () => {
  test('is the image’s user, in the workspace or at home', () => {
    expect(processOf(wish, settingsOf(), sandboxAt('/work'), false)).toEqual({
      argv: ['ls', '-l'],
      env: { HOME: '/home/me', PATH: '/bin' },
      cwd: '/work',
      user: '1000:100',
      limits: {},
    });
    expect(processOf(wish, settingsOf(), sandboxAt(null), false).cwd).toBe('/home/me');
  });

  test('is what the sandbox says, and before that what the process says', () => {
    const settings = settingsOf({
      env: { A: 'sandbox', B: 'sandbox', PATH: '/own' },
      cwd: '/of/sandbox',
      user: 'root',
    });
    const own = processOf(wish, settings, sandboxAt('/work'), false);
    expect(own).toMatchObject({ cwd: '/of/sandbox', user: '0:0', env: { A: 'sandbox', PATH: '/own', HOME: '/root' } });
    const other = { ...wish, env: { A: 'process' }, cwd: '/of/process', user: 'me' };
    expect(processOf(other, settings, sandboxAt('/work'), false)).toMatchObject({
      cwd: '/of/process',
      user: '1000:100',
      env: { A: 'process', B: 'sandbox', HOME: '/home/me' },
    });
  });

  test('names its terminal when it has one, unless somebody named another', () => {
    const of = (settings: ReturnType<typeof settingsOf>) =>
      processOf(wish, settings, sandboxAt(null), true).env['TERM'];
    expect(of(settingsOf())).toBe('xterm-256color');
    expect(of(settingsOf({ env: { TERM: 'dumb' } }))).toBe('dumb');
    expect(processOf(wish, settingsOf(), sandboxAt(null), false).env['TERM']).toBeUndefined();
  });

  test('leaves a user that the image does not know to the agent', () => {
    expect(processOf({ ...wish, user: '4711' }, settingsOf(), sandboxAt(null), false)).toMatchObject({
      user: '4711',
      cwd: '/',
    });
  });

  test('is refused when the kernel would not take its arguments', async () => {
    const long = { ...wish, argv: ['x'.repeat(200_000)] };
    await expectFailure('arguments_too_large', () => processOf(long, settingsOf(), sandboxAt(null), false));
  });
});
