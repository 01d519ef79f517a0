import { expect, test } from 'vitest';
import { commonSpec } from '../../../daemon/machine/hypervisor.js';
import { directory, plan } from '../../helpers/guest/plan.js';

test('every machine is jailed, ends with its daemon, and leaves its traces in its run directory', () => {
  expect(commonSpec(plan, directory)).toMatchObject({
    seccomp: 'enforce',
    diesWithParent: true,
    agentSocket: '/run/user/1000/bellglass/machines/0a1b2c3d/agent.sock',
    record: '/run/user/1000/bellglass/machines/0a1b2c3d/failure.json',
    consoleLimit: 1024 * 1024,
  });
});

test('the machine of a kept sandbox runs on when its daemon dies', () => {
  expect(commonSpec({ ...plan, outlivesDaemon: true }, directory).diesWithParent).toBe(false);
});
