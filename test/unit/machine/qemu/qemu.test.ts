import { expect, test } from 'vitest';
import { qemu } from '../../../../daemon/machine/qemu/qemu.js';
import { findQemu } from '../../../../daemon/machine/qemu/program.js';
import { machineSpec } from '../../../../daemon/protocol/wire/machineSpec.js';
import { directory, plan } from '../../../helpers/guest/plan.js';
import { expectGolden } from '../../../helpers/golden.js';

const hypervisor = qemu('/opt/bellglass/bellglass-virtiofsd');

test('the specification is the one that was reviewed', async () => {
  const spec = machineSpec.parse(await hypervisor.specify(plan, directory));
  const anyProgram = { ...spec, hypervisor: { ...spec.hypervisor, program: '/usr/bin/qemu-system-x86_64' } };
  expectGolden('spec-qemu.json', `${JSON.stringify(anyProgram, null, 2)}\n`);
});

test('one CPU is given when none is asked for, since it boots quicker', async () => {
  expect((await hypervisor.specify(plan, directory)).cpus).toBe(1);
  expect((await hypervisor.specify({ ...plan, cpus: 2 }, directory)).cpus).toBe(2);
});

test('it can be used where QEMU is installed, and says so where not', async () => {
  const problem = await hypervisor.problem();
  expect(problem === null).toBe((await findQemu()) !== null);
});

test('nothing of a user reaches the kernel’s command line', async () => {
  const odd = { ...plan, shares: [{ tag: 'workspace', path: '/tmp/x init=/bin/sh', readOnly: true }] };
  expect((await hypervisor.specify(odd, directory)).kernel.commandLine).not.toContain('init=/bin/sh');
});
