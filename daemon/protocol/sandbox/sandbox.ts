import * as z from 'zod';
import { bellglassError } from '../errors.js';
import { limits } from '../limits.js';
import { noted } from '../reviews/noted.js';
import { sandboxFields } from '../run.js';
import { processWish, sessionInfo, terminalSize } from './session.js';
import { hypervisorName, hypervisorWish, sandboxName } from './wishes.js';
import { duration } from '../texts.js';
import { jailReport } from '../wire/jail.js';

/** How a sandbox is named in a call: its id, its name, or the beginning of its id. What names none is answered so. */
export const sandboxReference = z.string().max(4096);

/** A sandbox's id: 12 hex digits. */
export const sandboxId = z.string().regex(/^[0-9a-f]{12}$/);

/** What a kept sandbox is made of; set when it is created, and kept with its disk. */
export const sandboxSettings = z.strictObject({
  ...sandboxFields,
  /** Size of its writable layer; the file is sparse. null: the usual. */
  diskMiB: z.int().min(limits.minimumDiskMiB).max(limits.maximumDiskMiB).nullable(),
  hypervisor: hypervisorWish,
  allowBroadWorkspace: z.boolean(),
  /** It is stopped so long after each start. */
  ttlMs: duration,
  /** It is stopped when nothing has run in it for so long. */
  idleStopMs: duration,
  /** It is removed when it has stopped, for whatever reason. */
  autoRemove: z.boolean(),
  /** Its main process, which begins with each start and with which it stops; null: it runs until it is stopped. */
  main: z.strictObject({ process: processWish, terminal: terminalSize.nullable() }).nullable(),
});
/** What a kept sandbox is made of. */
export type SandboxSettings = z.infer<typeof sandboxSettings>;

/** What a sandbox is doing. */
export const sandboxState = z.enum(['created', 'starting', 'running', 'stopping', 'stopped']);
/** What a sandbox is doing. */
export type SandboxState = z.infer<typeof sandboxState>;

/** Why a sandbox does not run any more. */
export const sandboxEnd = z.strictObject({
  /**
   * `asked`: stopped by a client or with the daemon. `command`: its main process ended. `expired`, `idle`: its time to live or its idle time was up.
   * `switchedOff`: the guest did it. `failed`: see `error`. `lost`: it was killed while no daemon ran.
   */
  reason: z.enum(['asked', 'command', 'expired', 'idle', 'switchedOff', 'failed', 'lost']),
  error: bellglassError.nullable(),
  /** ISO 8601, UTC. */
  at: z.string(),
});
/** Why a sandbox does not run any more. */
export type SandboxEnd = z.infer<typeof sandboxEnd>;

/** What is known of a kept sandbox. */
export const sandboxInfo = z.strictObject({
  id: sandboxId,
  name: sandboxName,
  state: sandboxState,
  settings: sandboxSettings,
  /** ISO 8601, UTC; of the latest start, null before the first. */
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  /** How it ended the last time; null while it runs, and before its first start. */
  end: sandboxEnd.nullable(),
  /** The machine under it, while there is one. */
  machine: z.strictObject({ id: z.string(), pid: z.int(), hypervisor: hypervisorName, kernel: z.string() }).nullable(),
  /** The walls around its machine. */
  walls: jailReport,
  /** What is hidden in its workspace, while it runs; not given where nothing is shared. */
  hidden: noted.optional(),
  /** What its disk takes on the host, in bytes; null without one. */
  diskBytes: z.int().min(0).nullable(),
  /** Its processes that outlive their clients, oldest first. */
  sessions: z.array(sessionInfo),
});
/** What is known of a kept sandbox. */
export type SandboxInfo = z.infer<typeof sandboxInfo>;

/** What a running sandbox uses. */
export const sandboxStats = z.strictObject({
  id: sandboxId,
  name: sandboxName,
  /** Processor time of its processes since its start, in microseconds, and when that was read, in milliseconds of the guest's own clock: two readings make a percentage. */
  cpuMicros: z.int().min(0),
  uptimeMs: z.int().min(0),
  memoryUsedKiB: z.int().min(0),
  memoryTotalKiB: z.int().min(0),
  diskUsedKiB: z.int().min(0),
  diskTotalKiB: z.int().min(0),
  processes: z.int().min(0),
  /** What its vmm, hypervisor and file servers hold of the host's memory, each page's share (PSS), in KiB; null where the host does not say. */
  hostMemoryKiB: z.int().min(0).nullable(),
  /** Processor time of those, in microseconds. */
  hostCpuMicros: z.int().min(0),
});
/** What a running sandbox uses. */
export type SandboxStats = z.infer<typeof sandboxStats>;
