import { chmodSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findQemu, qemuProgramName } from '../../../../daemon/machine/qemu/program.js';
import { scratch } from '../../../helpers/scratch.js';

test('QEMU is the first executable of its name on PATH', async () => {
  const [one, two] = [scratch(), scratch()];
  writeFileSync(`${one}/${qemuProgramName}`, '');
  chmodSync(`${one}/${qemuProgramName}`, 0o644);
  writeFileSync(`${two}/${qemuProgramName}`, '');
  chmodSync(`${two}/${qemuProgramName}`, 0o755);
  expect(await findQemu(`relative:${two}:${one}`)).toBe(`${two}/${qemuProgramName}`);
});

test('relative directories on PATH do not count: the daemon’s current directory is nobody’s choice', async () => {
  expect(await findQemu('.:bin')).not.toMatch(/^(?!\/)/);
});
