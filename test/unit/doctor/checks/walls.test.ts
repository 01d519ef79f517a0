import { describe, expect, test } from 'vitest';
import type { WallFacts } from '../../../../daemon/doctor/checks/hostWalls.js';
import { judgeTrial, walls } from '../../../../daemon/doctor/checks/walls.js';
import { doctorContext } from '../../../helpers/doctor.js';

const facts: WallFacts = {
  unprivilegedUserns: 0,
  apparmorRestricts: null,
  maxUserNamespaces: 15_000,
  modules: ['landlock'],
  seccompActions: ['kill_process'],
  noNewPrivs: true,
  openFiles: 524_288,
  superuser: false,
  container: null,
};

describe('what a vmm shows', () => {
  test('is told wall by wall, in its own words', () => {
    const report = [
      { wall: 'landlock', state: 'up', detail: 'ABI 7' },
      { wall: 'session', state: 'up', detail: '' },
      { wall: 'mountNamespace', state: 'missing', detail: 'unshare: EPERM' },
      { wall: 'seccomp', state: 'audit', detail: '105 calls' },
    ] as const;
    const lines = judgeTrial({ kind: 'up', hypervisor: 'qemu', walls: [...report] }, facts);
    expect(lines.map(({ id, state, detail }) => `${id} ${state} ${detail}`)).toEqual([
      'vmm ok it starts and jails itself (qemu)',
      'wall.landlock ok ABI 7',
      'wall.session ok it stands',
      'wall.mountNamespace warning it does not stand: unshare: EPERM',
      'wall.seccomp warning it only takes notes: 105 calls',
    ]);
    expect(lines[3]?.command).toBe('sudo sysctl -w kernel.unprivileged_userns_clone=1');
  });

  test('when it fails is its reason, and then what the host lets expect', () => {
    const lines = judgeTrial({ kind: 'failed', reason: 'no memory' }, facts);
    expect(lines[0]).toMatchObject({
      id: 'vmm',
      state: 'missing',
      detail: 'it does not start: no memory',
      command: null,
    });
    expect(lines.map(({ id }) => id)).toContain('wall.landlock');
  });
});

test('without a vmm the host is looked at', () => {
  const lines = judgeTrial({ kind: 'none' }, facts);
  expect(lines.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'wall.mountNamespace warning',
    'wall.landlock ok',
    'wall.seccomp ok',
    'wall.noNewPrivs ok',
  ]);
});

test('this host has its lines, the limit on open files among them', async () => {
  const ids = (await walls.look(doctorContext())).map(({ id }) => id);
  expect(ids).toEqual(['wall.mountNamespace', 'wall.landlock', 'wall.seccomp', 'wall.noNewPrivs', 'files']);
});
