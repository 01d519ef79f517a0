import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityOf } from '../../../daemon/state/processIdentity.js';
import { Home } from './home.js';

let home: Home;
beforeAll(() => {
  home = new Home({ BELLGLASS_NATIVE: '/nowhere' });
});
afterAll(async () => {
  await home.remove();
});

describe('bellglass daemon stop', () => {
  test('is content when none runs', async () => {
    expect(await home.bellglass('daemon', 'stop')).toEqual({ status: 0, stdout: 'No daemon runs.\n', stderr: '' });
    expect(await home.bellglass('daemon', 'stop', '--json')).toEqual({
      status: 0,
      stdout: '{"stopped":false,"pid":null}\n',
      stderr: '',
    });
  });

  test('ends the daemon, and returns when it is gone', async () => {
    await home.bellglass('run', '--', 'true');
    const { pid } = JSON.parse((await home.bellglass('daemon', 'status', '--json')).stdout) as { pid: number };
    expect(identityOf(pid)).not.toBeNull();
    expect(await home.bellglass('daemon', 'stop')).toEqual({
      status: 0,
      stdout: `bellglassd (pid ${String(pid)}) has stopped.\n`,
      stderr: '',
    });
    expect(identityOf(pid)).toBeNull();
    expect((await home.bellglass('daemon', 'status')).status).toBe(1);
  });

  test('says so as JSON where that was asked for', async () => {
    await home.bellglass('run', '--', 'true');
    const { status, stdout } = await home.bellglass('daemon', 'stop', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ stopped: true, pid: expect.any(Number) as number });
  });
});
