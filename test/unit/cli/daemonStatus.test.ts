import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Home } from './home.js';

let home: Home;
beforeAll(() => {
  home = new Home({ BELLGLASS_NATIVE: '/nowhere' });
});
afterAll(async () => {
  await home.remove();
});

describe('bellglass daemon status', () => {
  test('says that none runs, with status 1, and starts none', async () => {
    const none = { status: 1, stdout: 'No daemon runs; the first run starts one.\n', stderr: '' };
    expect(await home.bellglass('daemon', 'status')).toEqual(none);
    expect(await home.bellglass('daemon', 'status')).toEqual(none);
    expect(await home.bellglass('daemon', 'status', '--json')).toEqual({
      status: 1,
      stdout: '{"running":false}\n',
      stderr: '',
    });
  });

  test('names the daemon and counts its machines', async () => {
    await home.bellglass('run', '--', 'true');
    const { status, stdout } = await home.bellglass('daemon', 'status');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^bellglassd \d+\.\d+\.\d+ runs as pid \d+ with 0 machines\.\n$/);
    const json = JSON.parse((await home.bellglass('daemon', 'status', '--json')).stdout) as { pid: number };
    expect(json).toEqual({ running: true, pid: json.pid, version: expect.any(String) as string, machines: [] });
    expect(stdout).toContain(`pid ${String(json.pid)} `);
  });
});
