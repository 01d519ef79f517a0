import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { libkrun } from '../../../daemon/machine/libkrun/libkrun.js';
import { probe, type TrivialBoot } from '../../../daemon/machine/probe.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { expectFailure } from '../../helpers/failures.js';

const emulation = qemu('/virtiofsd');

/** Boots after so many milliseconds, or fails then when negative. */
function boots(times: Record<'libkrun' | 'qemu', number>, seen: string[] = []): TrivialBoot {
  return async ({ name }) => {
    seen.push(name);
    await sleep(Math.abs(times[name]));
    if (times[name] < 0) {
      throw new BellglassFailure({
        code: 'boot_failed',
        data: { hypervisor: name, stage: 'run', sentence: `${name} fails`, console: '' },
      });
    }
  };
}

describe('the probe', () => {
  test('uses libkrun where it boots, and does not start QEMU', async () => {
    const seen: string[] = [];
    const { usable, libkrunProblem } = await probe(libkrun, emulation, boots({ libkrun: 10, qemu: 10 }, seen));
    expect([usable.name, await libkrunProblem, seen]).toEqual(['libkrun', null, ['libkrun']]);
  });

  test('uses QEMU where libkrun fails at once, and knows why it did', async () => {
    const { usable, libkrunProblem } = await probe(libkrun, emulation, boots({ libkrun: -10, qemu: 10 }));
    expect([usable.name, await libkrunProblem]).toEqual(['qemu', 'libkrun fails']);
  });

  test('starts QEMU beside a libkrun that stays silent, and uses it at once', async () => {
    const started = Date.now();
    const { usable, libkrunProblem } = await probe(libkrun, emulation, boots({ libkrun: -4000, qemu: 10 }));
    expect(usable.name).toBe('qemu');
    expect(Date.now() - started).toBeLessThan(3500);
    expect(await libkrunProblem).toBe('libkrun fails');
  });

  test('uses a slow libkrun when QEMU fails', async () => {
    const { usable } = await probe(libkrun, emulation, boots({ libkrun: 2500, qemu: -10 }));
    expect(usable.name).toBe('libkrun');
  });

  test('fails with both reasons when neither boots', async () => {
    const error = await expectFailure(
      'no_hypervisor',
      async () => await probe(libkrun, emulation, boots({ libkrun: -10, qemu: -10 })),
    );
    expect(error.data).toEqual({
      reasons: [
        { hypervisor: 'libkrun', reason: 'libkrun fails' },
        { hypervisor: 'qemu', reason: 'qemu fails' },
      ],
    });
  });

  test('fails where libkrun does and there is no QEMU', async () => {
    await expectFailure('no_hypervisor', async () => await probe(libkrun, null, boots({ libkrun: -10, qemu: 10 })));
  });
});
