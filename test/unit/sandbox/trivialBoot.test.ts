import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { trivialBoot } from '../../../daemon/sandbox/trivialBoot.js';
import { scratch } from '../../helpers/scratch.js';
import { silent, vmmProgram } from '../../helpers/guest/vmmPrograms.js';

test('a trivial boot that stays silent ends when it is told to, and leaves nothing', async () => {
  const machines = scratch();
  const vmm = vmmProgram(silent);
  const natives = { vmm, virtiofsd: '/v', fs: '/f', kernel: '/k', initramfs: '/i' };
  const late = AbortSignal.timeout(300);
  await expect(trivialBoot(natives, { vmm, machines })(qemu('/v'), late)).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(readdirSync(machines)).toEqual([]);
});
