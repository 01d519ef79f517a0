import { describe, expect, test } from 'vitest';
import { judgeKvm, virtualization } from '../../../../daemon/doctor/checks/virtualization.js';
import type { KvmFacts } from '../../../../daemon/doctor/checks/kvm.js';
import { doctorContext } from '../../../helpers/doctor.js';

const opens: KvmFacts = {
  problem: null,
  group: { name: 'kvm', member: false },
  user: 'alice',
  cpu: 'vmx',
  inMachine: false,
  container: null,
  tried: null,
  verdict: '/home/alice/.local/state/bellglass/hypervisor.json',
  emulation: true,
};
const forbidden: KvmFacts = { ...opens, problem: { code: 'EACCES', reason: 'permission denied' } };
const absent: KvmFacts = { ...opens, problem: { code: 'ENOENT', reason: 'no such file or directory' }, group: null };

describe('a device that opens', () => {
  test('is fine, tried or not', () => {
    expect(judgeKvm(opens)).toMatchObject({ state: 'ok', detail: '/dev/kvm opens; no machine was booted with it yet' });
    const tried = { at: '2026-01-01T00:00:00.000Z', problem: null };
    expect(judgeKvm({ ...opens, tried })).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining(tried.at) as string,
    });
  });

  test('and boots nothing is told with the reason, and how it is tried again', () => {
    const tried = { at: '2026-01-01T00:00:00.000Z', problem: 'the virtual CPU stopped' };
    const finding = judgeKvm({ ...opens, tried, inMachine: true, container: 'docker' });
    expect(finding).toEqual({
      state: 'warning',
      detail:
        '/dev/kvm opens, and no machine boots with it: the virtual CPU stopped (tried 2026-01-01T00:00:00.000Z); this runs in a container (docker) in a virtual machine',
      repair: `Once the cause is mended, let it be tried again: rm ${opens.verdict}`,
      command: `rm ${opens.verdict}`,
    });
  });
});

describe('what repairs', () => {
  test('a missing right is a command, and what has to be done after it', () => {
    expect(judgeKvm(forbidden)).toMatchObject({
      state: 'warning',
      repair: 'Run "sudo usermod -aG kvm alice", then log out and in again.',
      command: 'sudo usermod -aG kvm alice',
    });
  });

  test.each<[string, KvmFacts, string]>([
    ['a device of no group', { ...forbidden, group: null }, 'sudo setfacl -m u:alice:rw /dev/kvm'],
    ['a missing module of Intel’s', absent, 'sudo modprobe kvm_intel'],
    ['a missing module of AMD’s', { ...absent, cpu: 'svm' }, 'sudo modprobe kvm_amd'],
  ])('%s is a command', (_what, facts, repair) => {
    expect(judgeKvm(facts)).toMatchObject({ state: 'warning', repair, command: repair });
  });

  test.each<[string, KvmFacts, RegExp]>([
    [
      'a right that came after the login',
      { ...forbidden, group: { name: 'kvm', member: true } },
      /^alice is in the group kvm by now: log out and in again\.$/,
    ],
    ['a container without the device', { ...absent, container: 'podman' }, /--device \/dev\/kvm/],
    [
      'a container that may not use it',
      { ...forbidden, problem: { code: 'EPERM', reason: 'not permitted' }, container: 'docker' },
      /--device/,
    ],
    ['a guest', { ...absent, cpu: 'none', inMachine: true }, /nested virtualization/],
    ['a CPU whose virtualization is off', { ...absent, cpu: 'none' }, /firmware/],
  ])('%s is in words', (_what, facts, repair) => {
    expect(judgeKvm(facts).repair).toMatch(repair);
    expect(judgeKvm(facts).command).toBeNull();
  });
});

test('the CPU’s part is told', () => {
  expect(judgeKvm(absent).detail).toBe('/dev/kvm does not exist, although the CPU offers virtualization (vmx)');
  expect(judgeKvm({ ...absent, cpu: 'none' }).detail).toMatch(
    /the CPU offers no virtualization \(neither vmx nor svm\)$/,
  );
  expect(judgeKvm({ ...absent, cpu: 'unknown' }).detail).toBe('/dev/kvm does not exist');
});

test('without QEMU either, nothing works', () => {
  const tried = { at: 'x', problem: 'no' };
  for (const facts of [forbidden, absent, { ...opens, tried }])
    expect([judgeKvm(facts).state, judgeKvm({ ...facts, emulation: false }).state]).toEqual(['warning', 'missing']);
});

test('this host has one line', async () => {
  expect(await virtualization.look(doctorContext())).toMatchObject([{ id: 'virtualization' }]);
});
