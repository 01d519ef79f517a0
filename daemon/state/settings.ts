import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import { systemCode, systemReason } from './systemReason.js';

/** A longer file is none of a person's settings, in characters. */
const longest = 64 * 1024;

const duration = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .nullable()
  .default(null);

const mebibytes = z
  .int()
  .min(limits.minimumMemoryMiB)
  .max(16 * 1024 * 1024)
  .nullable()
  .default(null);

/** What the user may set in a file; every key may be left out, and null is as if it were. */
const settingsFile = z.strictObject({
  /** Memory that all sandboxes together may have; null: 80 % of the host's. */
  totalMemoryMiB: mebibytes,
  /** Virtual CPUs that all sandboxes together may have; null: 16 for each of the host's, at least 64. */
  totalCpus: z.int().min(1).max(65_536).nullable().default(null),
  /** Memory of a sandbox for which none is asked; null: 1024. */
  memoryMiB: mebibytes,
  /** CPUs of a sandbox for which none are asked; null: the hypervisor's own default. */
  cpus: z.int().min(1).max(limits.maximumCpus).nullable().default(null),
  /** Disk of a kept sandbox for which none is asked; null: 16384. */
  diskMiB: z.int().min(limits.minimumDiskMiB).max(limits.maximumDiskMiB).nullable().default(null),
  /** What a run in review may write into its workspace, in MiB; null: 16384. */
  changesMiB: z.int().min(limits.minimumDiskMiB).max(limits.maximumDiskMiB).nullable().default(null),
  /** More of what is hidden in a workspace, as lines of .bellglassignore; null: what is usual alone. */
  hidden: z.array(z.string().max(4095)).max(1024).nullable().default(null),
  /** How long runs and what they changed are kept, in days; null: 30. */
  keepDays: z.int().min(1).max(36_500).nullable().default(null),
  /** What all that is kept of runs may take together, in MiB; null: 10240. */
  keepMiB: z
    .int()
    .min(1)
    .max(16 * 1024 * 1024)
    .nullable()
    .default(null),
  /** How long a kept sandbox runs after each start, in milliseconds; null: until it is stopped. */
  ttlMs: duration,
  /** How long a kept sandbox runs when nothing runs in it, in milliseconds; null: until it is stopped. */
  idleStopMs: duration,
});
/** The user's settings; null where they leave the choice to Bellglass. */
export type Settings = Readonly<z.infer<typeof settingsFile>>;

/** Every key that may be in the file. */
export const settingNames = Object.keys(settingsFile.shape);

/**
 * Reads the user's settings; where there is no file, the usual ones.
 * @throws BellglassFailure settings_malformed when it cannot be read, is no JSON, or holds something else
 */
export async function readSettings(path: string): Promise<Settings> {
  const text = await readText(path);
  if (text === null) return settingsFile.parse({});
  if (text.length > longest) throw malformed(path, `it is longer than ${String(longest)} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw malformed(path, `it is no JSON (${systemReason(thrown)})`);
  }
  const parsed = settingsFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw malformed(path, `${where}${issue?.message ?? 'it holds something else'}`);
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return null;
    throw malformed(path, `it cannot be read (${systemReason(thrown)})`);
  }
}

function malformed(path: string, issue: string): BellglassFailure {
  return new BellglassFailure({ code: 'settings_malformed', data: { path, issue: issue.slice(0, 4096) } });
}
