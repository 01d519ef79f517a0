import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeAtomically } from '../state/writeAtomically.js';
import type { Hypervisor } from './hypervisor.js';
import { fileIdentity, type Natives } from './natives.js';

/** What was found out about this host's hypervisors by booting. */
const verdict = z.strictObject({
  /** Of which boot of the host, and of which versions this is true. */
  key: z.string(),
  /** null: libkrun boots here. */
  libkrunProblem: z.string().nullable(),
  checkedAt: z.string(),
  /** ISO 8601, UTC; null: for as long as the key is the same. */
  validUntil: z.string().nullable(),
});
/** What was found out by booting. */
export type Verdict = z.infer<typeof verdict>;

/** What the verdict depends on: this boot of the host, our programs, and each hypervisor's version. */
export async function verdictKey(natives: Natives, hypervisors: readonly Hypervisor[]): Promise<string> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const versions = await Promise.all(hypervisors.map(async (hypervisor) => await hypervisor.identity()));
  return [
    boot,
    fileIdentity(natives.vmm),
    fileIdentity(natives.kernel),
    fileIdentity(natives.initramfs),
    ...versions,
  ].join(' ');
}

/** The verdict that was remembered for that key and still holds; null when there is none. */
export async function readVerdict(path: string, key: string, now: Date): Promise<Verdict | null> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    const parsed = verdict.safeParse(json);
    if (!parsed.success || parsed.data.key !== key) return null;
    const { validUntil } = parsed.data;
    return validUntil === null || Date.parse(validUntil) > now.getTime() ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Remembers a verdict. Where that is not possible it is found out again the next time, which is no reason to run nothing. */
export async function writeVerdict(path: string, found: Verdict): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(found)}\n`).catch(() => undefined);
}
