import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { libkrun } from '../../../daemon/machine/libkrun/libkrun.js';
import { probe, type ProbeContext, type TrivialBoot } from '../../../daemon/machine/probe.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { expectFailure } from '../../helpers/failures.js';

const emulation = qemu('/virtiofsd');

/** A probe like any other, with that boot. */
const by = (boot: TrivialBoot, deadline?: number): ProbeContext => ({
  boot,
  deadline,
  signal: new AbortController().signal,
});

/** Boots after so many milliseconds, or fails then when negative. */
function boots(times: Record<'libkrun' | 'qemu', number>, seen: string[] = []): TrivialBoot {
  return async ({ name }, signal) => {
    seen.push(name);
    await sleep(Math.abs(times[name]), undefined, { signal });
    if (times[name] < 0) {
      throw new BellglassFailure({
        code: 'boot_failed',
        data: { hypervisor: name, stage: 'run', sentence: `${name} fails`, console: '', advice: null },
      });
    }
  };
}

describe('the probe', () => {
  test('uses libkrun where it boots, and does not start QEMU', async () => {
    const seen: string[] = [];
    const { usable, libkrunProblem } = await probe(libkrun, emulation, by(boots({ libkrun: 10, qemu: 10 }, seen)));
    expect([usable.name, await libkrunProblem, seen]).toEqual(['libkrun', null, ['libkrun']]);
  });

  test('uses QEMU where libkrun fails at once, and knows why it did', async () => {
    const { usable, libkrunProblem } = await probe(libkrun, emulation, by(boots({ libkrun: -10, qemu: 10 })));
    expect([usable.name, await libkrunProblem]).toEqual(['qemu', { reason: 'libkrun fails', late: false }]);
  });

  test('starts QEMU beside a libkrun that stays silent, and uses it at once', async () => {
    const started = Date.now();
    const { usable, libkrunProblem } = await probe(libkrun, emulation, by(boots({ libkrun: -4000, qemu: 10 })));
    expect(usable.name).toBe('qemu');
    expect(Date.now() - started).toBeLessThan(3500);
    expect((await libkrunProblem)?.reason).toBe('libkrun fails');
  });

  test('uses a slow libkrun when QEMU fails', async () => {
    const { usable } = await probe(libkrun, emulation, by(boots({ libkrun: 2500, qemu: -10 })));
    expect(usable.name).toBe('libkrun');
  });

  test('fails with both reasons when neither boots', async () => {
    const error = await expectFailure(
      'no_hypervisor',
      async () => await probe(libkrun, emulation, by(boots({ libkrun: -10, qemu: -10 }))),
    );
    expect(error.data).toEqual({
      reasons: [
        { hypervisor: 'libkrun', reason: 'libkrun fails' },
        { hypervisor: 'qemu', reason: 'qemu fails' },
      ],
    });
  });

  test('fails where libkrun does and there is no QEMU', async () => {
    await expectFailure('no_hypervisor', async () => await probe(libkrun, null, by(boots({ libkrun: -10, qemu: 10 }))));
  });

  test('bounds libkrun by its deadline and says that it was late, and QEMU by nothing', async () => {
    const { usable, libkrunProblem } = await probe(libkrun, emulation, by(boots({ libkrun: 9000, qemu: 400 }), 100));
    expect(usable.name).toBe('qemu');
    expect(await libkrunProblem).toEqual({ reason: 'a trivial machine did not boot within 0.1 s', late: true });
  });

  test('that is ended fails with the reason, and so does its question about libkrun', async () => {
    const [stopper, reason] = [new AbortController(), new Error('enough')];
    const context = { boot: boots({ libkrun: 9000, qemu: 10 }), deadline: undefined, signal: stopper.signal };
    const { libkrunProblem } = await probe(libkrun, emulation, context);
    stopper.abort(reason);
    await expect(libkrunProblem).rejects.toBe(reason);
    await expect(probe(libkrun, emulation, context)).rejects.toBe(reason);
  });

  test('ends the QEMU that libkrun has overtaken', async () => {
    const ended: boolean[] = [];
    const boot: TrivialBoot = async ({ name }, signal) => {
      await sleep(name === 'libkrun' ? 2200 : 9000, undefined, { signal }).finally(() => ended.push(signal.aborted));
    };
    expect((await probe(libkrun, emulation, by(boot))).usable.name).toBe('libkrun');
    await sleep(50);
    expect(ended).toEqual([false, true]);
  });
});
