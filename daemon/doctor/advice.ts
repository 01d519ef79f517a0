import type { DoctorLine } from '../protocol/doctor.js';
import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import { examine, type Check, type DoctorContext } from './check.js';
import { nativeFiles } from './checks/natives.js';
import { qemuInstalled } from './checks/qemu.js';
import { resources } from './checks/resources.js';
import { diskSpace } from './checks/space.js';
import { virtualization } from './checks/virtualization.js';

/** How long one check may keep a failure waiting, in milliseconds. */
const patience = 1000;

/** What a boot needs, the likeliest cause first; none of it starts anything. */
const checks: Readonly<Record<HypervisorName, readonly Check[]>> = {
  libkrun: [nativeFiles, virtualization, resources, diskSpace],
  qemu: [nativeFiles, qemuInstalled, resources, diskSpace],
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
  const repair = line.repair === null ? '' : ` ${asSentence(line.repair)}`;
  return `${line.title}: ${line.detail.replace(/[.\s]+$/, '')}.${repair}`.replace(/\s*[\r\n]+\s*/g, ' ');
}

/** What to do, as a sentence; a command at its end is quoted, so that the full stop is not copied with it. */
function asSentence(repair: string): string {
  if (/[.?!]$/.test(repair)) return repair;
  const at = repair.lastIndexOf(': ');
  return at < 0 ? `Try: "${repair}".` : `${repair.slice(0, at)}: "${repair.slice(at + 2)}".`;
}
