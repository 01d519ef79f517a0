import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseHypervisor, type ChoiceContext } from '../../../daemon/machine/choose.js';
import { libkrun } from '../../../daemon/machine/libkrun/libkrun.js';
import { Probes } from '../../../daemon/machine/probes.js';
import { findQemu } from '../../../daemon/machine/qemu/program.js';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { until } from '../../helpers/waiting.js';
import { scratch } from '../../helpers/scratch.js';

/** What a choice saw and said. */
function context(libkrunBoots: boolean): { context: ChoiceContext; booted: string[]; slow: string[] } {
  const at = scratch();
  const natives = { vmm: `${at}/vmm`, virtiofsd: `${at}/v`, fs: `${at}/fs`, kernel: `${at}/k`, initramfs: `${at}/i` };
  for (const path of Object.values(natives)) writeFileSync(path, '');
  const booted: string[] = [];
  const slow: string[] = [];
  const probes = new Probes();
  // A verdict is written after its probe's answer was given.
  onTestFinished(async () => {
    await probes.end();
  });
  return {
    booted,
    slow,
    context: {
      natives,
      verdictPath: `${at}/hypervisor.json`,
      boot: async ({ name }) => {
        booted.push(name);
        if (name === 'libkrun' && !libkrunBoots) {
          const data = {
            hypervisor: name,
            stage: 'run',
            sentence: 'the virtual CPU stopped',
            console: '',
            advice: null,
          };
          throw new BellglassFailure({ code: 'boot_failed', data });
        }
        await Promise.resolve();
      },
      probes,
      probeDeadline: undefined,
      signal: new AbortController().signal,
      onProbe: () => undefined,
      onSlow: (reason) => slow.push(reason),
    },
  };
}

describe('the hypervisor', () => {
  test('that is wished for is taken without a probe', async () => {
    const { context: given, booted } = context(true);
    expect((await chooseHypervisor('qemu', given)).name).toBe('qemu');
    expect(booted).toEqual([]);
  });

  test('is found by booting once, remembered, and its slowness told to each who asks', async () => {
    const { context: given, booted, slow } = context(false);
    const names = [await chooseHypervisor('auto', given), await chooseHypervisor('auto', given)].map(
      ({ name }) => name,
    );
    expect(names).toEqual(['qemu', 'qemu']);
    expect(booted.filter((name) => name === 'libkrun').length).toBeLessThanOrEqual(1);
    await until({ what: 'the verdict', milliseconds: 5000 }, () => existsSync(given.verdictPath));
    await until({ what: 'the reasons', milliseconds: 5000 }, () => slow.length === 2);
    const verdict = JSON.parse(readFileSync(given.verdictPath, 'utf8')) as { libkrunProblem: string };
    expect(slow).toEqual([verdict.libkrunProblem, verdict.libkrunProblem]);
  });

  test('is tried again when one of our programs has changed', async () => {
    const { context: given, slow } = context(false);
    await chooseHypervisor('auto', given);
    await until({ what: 'the verdict', milliseconds: 5000 }, () => existsSync(given.verdictPath));
    writeFileSync(given.natives.vmm, 'another version');
    await chooseHypervisor('auto', given);
    await until({ what: 'another verdict', milliseconds: 5000 }, () => slow.length === 2);
  });

  test('is libkrun wherever its device opens and it boots', async () => {
    const { context: given, slow } = context(true);
    const chosen = await chooseHypervisor('auto', given);
    const opens = (await libkrun.problem()) === null;
    expect(chosen.name).toBe(opens ? 'libkrun' : 'qemu');
    expect(slow).toHaveLength(opens ? 0 : 1);
    await until({ what: 'the verdict', milliseconds: 5000 }, () => existsSync(given.verdictPath));
  });

  test('of these tests is installed', async () => {
    expect(await findQemu()).not.toBeNull();
  });
});
