import { describe, expect, test } from 'vitest';
import { judgeQemu, lookAtQemu, qemuInstalled, qemuProgram } from '../../../../daemon/doctor/checks/qemu.js';
import { kvmProblem } from '../../../../daemon/machine/libkrun/kvm.js';
import { qemuProgramName } from '../../../../daemon/machine/qemu/program.js';
import { doctorContext, placeWith } from '../../../helpers/doctor.js';

const says = (script: string) => async () => {
  const place = placeWith(qemuProgramName, script);
  const facts = await lookAtQemu([place]);
  return { place, finding: judgeQemu({ ...facts, osRelease: 'ID=debian', kvm: false }) };
};

describe('QEMU', () => {
  test('that says its version is fine', async () => {
    const { place, finding } = await says('echo "QEMU emulator version 9.1.0 (v9.1.0)"')();
    expect(finding).toEqual({ state: 'ok', detail: `9.1.0, ${place}/${qemuProgramName}`, repair: null, command: null });
  });

  test.each([
    ['fails', 'echo "QEMU emulator version 9.1.0"; exit 127', 'it ended with status 127'],
    ['says something else', 'echo hello', 'it says no version'],
  ])('that %s is none, and is to be installed again', async (_how, script, reason) => {
    const { place, finding } = await says(script)();
    expect(finding).toEqual({
      state: 'missing',
      detail: `${place}/${qemuProgramName} is no working QEMU: ${reason}`,
      repair: 'Install it again: sudo apt install qemu-system-x86',
      command: 'sudo apt install qemu-system-x86',
    });
  });

  test('that is not there is to be installed', async () => {
    const facts = await lookAtQemu([placeWith('another', '')]);
    expect(facts).toMatchObject({ program: null, said: null });
    expect(judgeQemu({ ...facts, osRelease: 'ID=fedora', kvm: false })).toEqual({
      state: 'missing',
      detail: `${qemuProgramName} is not installed`,
      repair: 'sudo dnf install qemu-system-x86-core',
      command: 'sudo dnf install qemu-system-x86-core',
    });
  });

  test('that is not there is no catastrophe where /dev/kvm opens', async () => {
    const facts = await lookAtQemu([]);
    expect(facts.kvm).toBe((await kvmProblem()) === null);
    expect(judgeQemu({ ...facts, kvm: true }).state).toBe('warning');
    expect(judgeQemu({ ...facts, kvm: true, program: '/q', said: { text: '', problem: 'no' } }).state).toBe('warning');
  });
});

test('this host has one line', async () => {
  expect(await qemuProgram.look(doctorContext())).toMatchObject([{ id: 'qemu' }]);
});

test('whether it is installed is told without starting it', async () => {
  const [line] = await qemuInstalled.look(doctorContext());
  const { program } = await lookAtQemu();
  expect(line).toMatchObject(
    program === null ? { state: 'missing' } : { state: 'ok', detail: program, repair: null, command: null },
  );
});
