import { chmodSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { findQemu, qemuProgramName } from '../../../../daemon/machine/qemu/program.js';
import { scratch } from '../../../helpers/scratch.js';

/** A directory with a program of QEMU's name. */
function placeWith(mode: number): string {
  const place = scratch();
  writeFileSync(`${place}/${qemuProgramName}`, '');
  chmodSync(`${place}/${qemuProgramName}`, mode);
  return place;
}

test('QEMU is the first executable of its name in the usual places', async () => {
  const [one, two] = [placeWith(0o644), placeWith(0o755)];
  expect(await findQemu([one, two, placeWith(0o755)])).toBe(`${two}/${qemuProgramName}`);
  expect(await findQemu([one])).toBeNull();
});

test('PATH has no say: npx puts a repository’s own programs first on it', async () => {
  const real = await findQemu();
  vi.stubEnv('PATH', placeWith(0o755));
  expect(await findQemu()).toBe(real);
  vi.unstubAllEnvs();
});
