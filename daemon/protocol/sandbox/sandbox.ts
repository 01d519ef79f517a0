import * as z from 'zod';
import { bellglassError } from '../errors.js';
import { limits } from '../limits.js';
import { hypervisorName, mount, workspaceMode } from '../run.js';
import { sessionInfo } from './session.js';
import { absolutePath, plainText, variableName } from '../texts.js';
import { jailReport } from '../wire/jail.js';

/** A sandbox's name, by Docker's rule and at most as long as a host name's part. */
export const sandboxName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-", at most 63',
  );

/** How a sandbox is named in a call: its name, its id, or the beginning of its id. */
export const sandboxReference = z.string().min(1).max(256);

/** A sandbox's id: 12 hex digits. */
export const sandboxId = z.string().regex(/^[0-9a-f]{12}$/);

const duration = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .nullable();

/** What a kept sandbox is made of; set when it is created, and kept with its disk. */
export const sandboxSettings = z.strictObject({
  /** `host` is the only image yet. */
  image: z.string().min(1).max(1024),
  workspace: z.strictObject({ path: absolutePath, mode: workspaceMode }).nullable(),
  mounts: z.array(mount).max(limits.mounts),
  /** Of every process, before what the process's own request says. */
  env: z.record(variableName, plainText),
  /** null: the workspace, or the user's home without one. */
  cwd: absolutePath.nullable(),
  /** A name, a uid or `uid:gid`; null: the host's user. */
  user: z.string().min(1).max(256).nullable(),
  /** null: the hypervisor's own default. */
  cpus: z.int().min(1).max(1024).nullable(),
  /** null: the usual. */
  memoryMiB: z
    .int()
    .min(1)
    .max(16 * 1024 * 1024)
    .nullable(),
  /** Size of its writable layer; the file is sparse. null: the usual. */
  diskMiB: z.int().min(limits.minimumDiskMiB).max(limits.maximumDiskMiB).nullable(),
  hypervisor: z.enum(['auto', ...hypervisorName.options]),
  allowBroadWorkspace: z.boolean(),
  /** It is stopped so long after each start. */
  ttlMs: duration,
  /** It is stopped when nothing has run in it for so long. */
  idleStopMs: duration,
  /** It is removed when it has stopped, for whatever reason. */
  autoRemove: z.boolean(),
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
   * `switchedOff`: the guest did it, or its vmm was killed. `failed`: see `error`. `lost`: it ended while no daemon ran, nobody knows how.
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
