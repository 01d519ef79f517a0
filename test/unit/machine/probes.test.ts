import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { libkrun } from '../../../daemon/machine/libkrun/libkrun.js';
import { probe, type Problem, type TrivialBoot } from '../../../daemon/machine/probe.js';
import { Probes, type ProbeStart } from '../../../daemon/machine/probes.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { expectFailure } from '../../helpers/failures.js';

const emulation = qemu('/virtiofsd');
const begin = async (start: ProbeStart) => await probe(libkrun, emulation, { ...start, deadline: undefined });
const never = new AbortController().signal;

/** Boots of which QEMU's is quick and libkrun's hangs, and takes a while to be gone once it is ended. */
function hangs() {
  const left: string[] = [];
  const boot: TrivialBoot = async ({ name }, signal) => {
    left.push(name);
    await sleep(name === 'qemu' ? 10 : 60_000, undefined, { signal }).catch(async () => {
      await sleep(200);
    });
    left.splice(left.indexOf(name), 1);
    signal.throwIfAborted();
  };
  return { boot, left };
}

describe('the probes of a daemon', () => {
  test('are ended with it, and nothing of their machines is left', async () => {
    const [probes, { boot, left }, remembered] = [new Probes(), hangs(), [] as (Problem | null)[]];
    const remember = async (problem: Problem | null): Promise<void> => {
      await Promise.resolve(remembered.push(problem));
    };
    expect((await probes.join('key', boot, begin, remember, never)).usable.name).toBe('qemu');
    expect(left).toEqual(['libkrun']);
    await probes.end();
    expect({ left, remembered }).toEqual({ left: [], remembered: [] });
    await expectFailure('shutting_down', async () => await probes.join('key', boot, begin, remember, never));
  });

  test('are waited for by a run only while it is wanted', async () => {
    const [probes, { boot, left }, stopper, reason] = [new Probes(), hangs(), new AbortController(), new Error('no')];
    const waiting = probes.join(
      'key',
      boot,
      begin,
      async () => {
        await Promise.resolve();
      },
      stopper.signal,
    );
    stopper.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(left).toEqual(['libkrun']);
    await probes.end();
  });

  test('are one for all who ask meanwhile, and remembered once', async () => {
    const [probes, booted, remembered] = [new Probes(), [] as string[], [] as (Problem | null)[]];
    const boot: TrivialBoot = async ({ name }) => {
      booted.push(name);
      await sleep(50);
    };
    const remember = async (problem: Problem | null): Promise<void> => {
      await Promise.resolve(remembered.push(problem));
    };
    await Promise.all([1, 2].map(async () => await probes.join('key', boot, begin, remember, never)));
    await probes.end();
    expect({ booted, remembered }).toEqual({ booted: ['libkrun'], remembered: [null] });
  });
});
