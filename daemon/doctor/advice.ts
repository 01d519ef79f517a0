import type { DoctorLine } from '../protocol/doctor.js';
import type { HypervisorName } from '../protocol/run.js';
import { examine, type Check, type DoctorContext } from './check.js';
import { nativeFiles } from './checks/natives.js';
import { qemuProgram } from './checks/qemu.js';
import { resources } from './checks/resources.js';
import { diskSpace } from './checks/space.js';
import { virtualization } from './checks/virtualization.js';

/** How long one check may keep a failure waiting, in milliseconds. */
const patience = 1000;

/** What a boot needs, the likeliest cause first; none of it starts a machine. */
const checks: Readonly<Record<HypervisorName, readonly Check[]>> = {
  libkrun: [nativeFiles, virtualization, resources, diskSpace],
  qemu: [nativeFiles, qemuProgram, resources, diskSpace],
};

/**
 * What the doctor would say about a boot that failed: the first thing that is missing, else the first that is worse than it could be.
 * @returns one or two sentences on one line; null when it has nothing to say
 */
export async function adviceFor(hypervisor: HypervisorName, context: DoctorContext): Promise<string | null> {
  const examined = checks[hypervisor].map(async (check) => await examine(check, context, patience));
  const lines = (await Promise.all(examined)).flat();
  return adviceOf(lines);
}

/** The one line that most likely says why, as a sentence. */
export function adviceOf(lines: readonly DoctorLine[]): string | null {
  const line = lines.find(({ state }) => state === 'missing') ?? lines.find(({ state }) => state === 'warning');
  if (line === undefined) return null;
  const repair = line.repair === null ? '' : ` ${/^[a-z]/.test(line.repair) ? 'Try: ' : ''}${line.repair}`;
  return `${line.title}: ${line.detail.replace(/[.\s]+$/, '')}.${repair}`.replace(/\s*[\r\n]+\s*/g, ' ');
}
