import { BellglassFailure } from '../../protocol/errors.js';
import { sentence } from '../../protocol/sentences.js';
import { allowedBy, type Resources } from '../../sandbox/budget.js';
import { readSettings } from '../../state/settings.js';
import { inWords, lineOf, missing, ok, warning, type Check, type Finding } from '../check.js';
import { readText } from '../readings.js';

/** Below so much free memory a machine is likely to fail, in MiB. */
const ample = 512;

/** What sandboxes may use, and whether the user's settings can be read. */
export const resources: Check = {
  id: 'memory',
  title: 'memory for sandboxes',
  look: async ({ paths, budget }) => {
    const settings = await readSettings(paths.settings).catch((thrown: unknown) => thrown);
    const read = settings instanceof Error ? null : (settings as Awaited<ReturnType<typeof readSettings>>);
    const total = allowedBy(read ?? { totalMemoryMiB: null, totalCpus: null });
    const available = availableMiB(await readText('/proc/meminfo'));
    return [
      lineOf('memory', 'memory for sandboxes', judgeMemory(total, budget.used, available)),
      lineOf(
        'cpus',
        'CPUs for sandboxes',
        ok(`${String(budget.used.cpus)} of ${String(total.cpus)} virtual CPUs are in use`),
      ),
      lineOf('settings', 'settings', judgeSettings(paths.settings, settings)),
    ];
  },
};

/** What the kernel says can still be had without swapping, in MiB; null when it does not say. */
export function availableMiB(meminfo: string | null): number | null {
  const kibibytes = /^MemAvailable:\s*(\d+) kB$/m.exec(meminfo ?? '')?.[1];
  return kibibytes === undefined ? null : Math.floor(Number(kibibytes) / 1024);
}

/** What so much memory means. @param available of the host, in MiB; null when it is not known */
export function judgeMemory(total: Resources, used: Resources, available: number | null): Finding {
  const detail = `${String(used.memoryMiB)} of ${String(total.memoryMiB)} MiB are in use`;
  if (available === null) return ok(detail);
  const host = `${String(available)} MiB are free on this machine`;
  if (available >= ample) return ok(`${detail}, ${host}`);
  return warning(
    `${detail}, and only ${host}`,
    inWords('End other programs, stop sandboxes, or give them less memory.'),
  );
}

/** What reading the settings led to: settings, or what was thrown. */
export function judgeSettings(path: string, read: unknown): Finding {
  if (!(read instanceof Error)) return ok(path);
  if (!(read instanceof BellglassFailure)) throw read;
  return missing(sentence(read.error), null);
}
