import { BellglassFailure } from '../protocol/errors.js';
import type { Hypervisor } from './hypervisor.js';
import { libkrun } from './libkrun/libkrun.js';
import type { Natives } from './natives.js';
import { probe, type Probe, type TrivialBoot } from './probe.js';
import { qemu } from './qemu/qemu.js';
import { readVerdict, verdictKey, writeVerdict } from './verdict.js';

/** Probes that go on: whoever comes meanwhile waits for the same answer, and it is remembered once. */
const probing = new Map<string, Promise<Probe>>();

/** What is asked for. */
export type HypervisorWish = 'auto' | 'libkrun' | 'qemu';

/** How the choice is made. */
export interface ChoiceContext {
  readonly natives: Natives;
  /** The file that remembers what was found out. */
  readonly verdictPath: string;
  readonly boot: TrivialBoot;
  /** Called before a probe, which can take seconds. */
  readonly onProbe: () => void;
  /** Called once for each verdict that leaves only emulation, with the reason. */
  readonly onSlow: (reason: string) => void;
}

/**
 * Chooses what boots a machine: what is wished for, else what was seen to boot here, else what a probe finds.
 * @throws BellglassFailure hypervisor_unusable, no_hypervisor
 */
export async function chooseHypervisor(wish: HypervisorWish, context: ChoiceContext): Promise<Hypervisor> {
  const emulation = qemu(context.natives.virtiofsd);
  if (wish !== 'auto') return await only(wish === 'qemu' ? emulation : libkrun);
  const [libkrunKnown, qemuKnown] = await Promise.all([libkrun.problem(), emulation.problem()]);
  if (libkrunKnown !== null && qemuKnown !== null) throw none(libkrunKnown, qemuKnown);
  const key = `${await verdictKey(context.natives, [libkrun, emulation])} ${libkrunKnown === null ? 'kvm' : 'none'}`;
  const remembered = await readVerdict(context.verdictPath, key);
  const remember = async (libkrunProblem: string | null): Promise<void> => {
    if (libkrunProblem !== null && qemuKnown === null) context.onSlow(libkrunProblem);
    await writeVerdict(context.verdictPath, { key, libkrunProblem, checkedAt: new Date().toISOString() });
  };
  if (remembered !== null) {
    if (remembered.libkrunProblem === null) return libkrun;
    if (qemuKnown !== null) throw none(remembered.libkrunProblem, qemuKnown);
    return emulation;
  }
  if (libkrunKnown !== null) {
    await remember(libkrunKnown);
    return emulation;
  }
  context.onProbe();
  const name = `${context.verdictPath} ${key}`;
  const running = probing.get(name);
  if (running !== undefined) return (await running).usable;
  const started = probe(libkrun, qemuKnown === null ? emulation : null, context.boot);
  probing.set(name, started);
  started
    .then(async ({ libkrunProblem }) => {
      await remember(await libkrunProblem);
    })
    .catch(() => undefined)
    .finally(() => probing.delete(name));
  return (await started).usable;
}

async function only(hypervisor: Hypervisor): Promise<Hypervisor> {
  const reason = await hypervisor.problem();
  if (reason === null) return hypervisor;
  throw new BellglassFailure({ code: 'hypervisor_unusable', data: { hypervisor: hypervisor.name, reason } });
}

function none(libkrunReason: string, qemuReason: string): BellglassFailure {
  const reasons = [
    { hypervisor: 'libkrun' as const, reason: libkrunReason },
    { hypervisor: 'qemu' as const, reason: qemuReason },
  ];
  return new BellglassFailure({ code: 'no_hypervisor', data: { reasons } });
}
