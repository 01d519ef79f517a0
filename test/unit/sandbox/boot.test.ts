import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import type { RunningMachine } from '../../../daemon/machine/runningMachine.js';
import type { BellglassError } from '../../../daemon/protocol/errors.js';
import { bootMachine } from '../../../daemon/sandbox/boot.js';
import { failureOf } from '../../helpers/failures.js';
import { plan } from '../../helpers/guest/plan.js';
import { scratch } from '../../helpers/scratch.js';
import {
  failing,
  flooding,
  garbling,
  panicking,
  silent,
  taciturn,
  vmmProgram,
} from '../../helpers/guest/vmmPrograms.js';

/** The error of a boot, after which nothing may be left. */
async function failedBoot(body: string, signal = new AbortController().signal): Promise<BellglassError> {
  const machines = scratch();
  const started: RunningMachine[] = [];
  const context = { vmm: vmmProgram(body), machines, bootDeadline: 700 };
  const marks = {
    spawned: (machine: RunningMachine) => {
      started.push(machine);
    },
  };
  const error = await failureOf(async () => await bootMachine(qemu('/virtiofsd'), plan, context, signal, marks));
  expect(readdirSync(machines)).toEqual([]);
  expect(started.map(({ hasExited }) => hasExited)).toEqual([true]);
  return error;
}

describe('a boot ends with one clear error and nothing left', () => {
  test('when the vmm fails', async () => {
    expect(await failedBoot(failing)).toMatchObject({
      code: 'boot_failed',
      data: { stage: 'open', sentence: 'the kernel is not there' },
    });
  });

  test('when the guest never says anything', async () => {
    expect(await failedBoot(silent)).toMatchObject({
      code: 'boot_failed',
      data: { sentence: 'the guest did not greet within 0.7 s', console: 'line of the guest\n' },
    });
  });

  test('when the guest greets and never says who it is', async () => {
    expect(await failedBoot(taciturn)).toMatchObject({
      code: 'boot_failed',
      data: { sentence: 'the guest greeted, and did not answer within 0.7 s' },
    });
  });

  test('when the vmm never makes its port', async () => {
    expect(await failedBoot('setInterval(() => {}, 1000);')).toMatchObject({
      code: 'boot_failed',
      data: { sentence: 'its port did not show up within 0.7 s' },
    });
  });

  test('when the guest’s kernel panics', async () => {
    expect(await failedBoot(panicking)).toMatchObject({
      code: 'boot_failed',
      data: { console: expect.stringContaining('panic') as unknown },
    });
  });

  test('when the guest floods its port', async () => {
    expect((await failedBoot(flooding)).code).toBe('guest_misbehaved');
  });

  test('when the guest greets and then speaks no HTTP/2', async () => {
    expect((await failedBoot(garbling)).code).toBe('guest_misbehaved');
  });
});

test.each([
  ['its machine has started', 'spawned', silent],
  ['its guest has greeted', 'agent', taciturn],
] as const)('a boot that nobody wants any more ends at once when %s, with the reason', async (_when, mark, body) => {
  const machines = scratch();
  const stopper = new AbortController();
  const reason = new Error('enough');
  const marks = {
    [mark]: () => {
      setTimeout(() => {
        stopper.abort(reason);
      }, 100);
    },
  };
  const started = performance.now();
  const boot = bootMachine(qemu('/virtiofsd'), plan, { vmm: vmmProgram(body), machines }, stopper.signal, marks);
  await expect(boot).rejects.toBe(reason);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(readdirSync(machines)).toEqual([]);
});
