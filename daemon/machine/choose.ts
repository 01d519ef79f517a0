import { BellglassFailure } from '../protocol/errors.js';
import type { HypervisorWish } from '../protocol/sandbox/wishes.js';
import type { Hypervisor } from './hypervisor.js';
import { libkrun } from './libkrun/libkrun.js';
import type { Natives } from './natives.js';
import { noHypervisor, probe, type Problem, type TrivialBoot } from './probe.js';
import type { Probes } from './probes.js';
import { qemu } from './qemu/qemu.js';
import { readVerdict, verdictKey, writeVerdict } from './verdict.js';

/** How the choice is made. */
export interface ChoiceContext {
  readonly natives: Natives;
  /** The file that remembers what was found out. */
  readonly verdictPath: string;
  readonly boot: TrivialBoot;
  /** The daemon's probes. */
  readonly probes: Probes;
  /** How long libkrun may take in a probe instead of the usual, in milliseconds. */
  readonly probeDeadline: number | undefined;
  /** Ends the waiting for a probe, with its reason. */
  readonly signal: AbortSignal;
  /** Called before a probe, which can take seconds. */
  readonly onProbe: () => void;
  /** Called whenever emulation was chosen because libkrun does not boot here, with the reason; after a probe perhaps later than the choice. */
  readonly onSlow: (reason: string) => void;
}

/** A libkrun whose time was up is asked again after this, in milliseconds. */
const askedAgainAfter = 10 * 60 * 1000;

/**
 * Chooses what boots a machine: what is wished for, else what was seen to boot here, else what a probe finds.
 * @throws BellglassFailure hypervisor_unusable, no_hypervisor; the reason of the context's signal
 */
export async function chooseHypervisor(wish: HypervisorWish, context: ChoiceContext): Promise<Hypervisor> {
  const emulation = qemu(context.natives.virtiofsd);
  if (wish !== 'auto') return await only(wish === 'qemu' ? emulation : libkrun);
  const [libkrunKnown, qemuKnown] = await Promise.all([libkrun.problem(), emulation.problem()]);
  if (libkrunKnown !== null && qemuKnown !== null) throw noHypervisor(libkrunKnown, qemuKnown);
  const key = await choiceKey(context.natives, libkrunKnown);
  const remembered = await readVerdict(context.verdictPath, key, new Date());
  if (remembered !== null) {
    if (remembered.libkrunProblem === null) return libkrun;
    if (qemuKnown !== null) throw noHypervisor(remembered.libkrunProblem, qemuKnown);
    context.onSlow(remembered.libkrunProblem);
    return emulation;
  }
  if (libkrunKnown !== null) {
    await remember(context, key, { reason: libkrunKnown, late: false });
    context.onSlow(libkrunKnown);
    return emulation;
  }
  context.onProbe();
  const { usable, libkrunProblem } = await context.probes.join(
    key,
    context.boot,
    async (start) =>
      await probe(libkrun, qemuKnown === null ? emulation : null, { ...start, deadline: context.probeDeadline }),
    async (problem) => {
      await remember(context, key, problem);
    },
    context.signal,
  );
  libkrunProblem
    .then((problem) => {
      if (problem !== null) context.onSlow(problem.reason);
    })
    .catch(() => undefined);
  return usable;
}

/** What a remembered verdict of this choice is found by. @param libkrunKnown why libkrun cannot work, as far as can be told without booting */
export async function choiceKey(natives: Natives, libkrunKnown: string | null): Promise<string> {
  const key = await verdictKey(natives, [libkrun, qemu(natives.virtiofsd)]);
  return `${key} ${libkrunKnown === null ? 'kvm' : 'none'}`;
}

async function remember(context: ChoiceContext, key: string, problem: Problem | null): Promise<void> {
  const now = Date.now();
  await writeVerdict(context.verdictPath, {
    key,
    libkrunProblem: problem?.reason ?? null,
    checkedAt: new Date(now).toISOString(),
    validUntil: problem?.late === true ? new Date(now + askedAgainAfter).toISOString() : null,
  });
}

async function only(hypervisor: Hypervisor): Promise<Hypervisor> {
  const reason = await hypervisor.problem();
  if (reason === null) return hypervisor;
  throw new BellglassFailure({ code: 'hypervisor_unusable', data: { hypervisor: hypervisor.name, reason } });
}
