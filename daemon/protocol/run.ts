import * as z from 'zod';
import { bellglassError } from './errors.js';
import { limits } from './limits.js';
import { runReview } from './reviews/change.js';
import { noted } from './reviews/noted.js';
import { terminalSize } from './sandbox/session.js';
import { cpusWish, hypervisorName, hypervisorWish, memoryWish } from './sandbox/wishes.js';
import { absolutePath, duration, milliseconds, plainText, variableName } from './texts.js';
import { jailReport } from './wire/jail.js';

/** How a workspace is shown to the guest. `review` is for runs; kept sandboxes do not have it yet. */
export const workspaceMode = z.enum(['review', 'direct', 'readonly', 'none']);
/** One of the workspace modes. */
export type WorkspaceMode = z.infer<typeof workspaceMode>;

/** A directory of the host that a sandbox sees besides its workspace. */
export const mount = z.strictObject({ source: absolutePath, target: absolutePath, readOnly: z.boolean() });
/** A directory of the host that a sandbox sees besides its workspace. */
export type RequestedMount = z.infer<typeof mount>;

/** The program: an argv as it is, or a file whose interpreter is found by its shebang or extension. */
export const runCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('argv'), argv: z.array(plainText).min(1).max(65536) }),
  z.strictObject({
    kind: z.literal('file'),
    path: absolutePath,
    args: z.array(plainText).max(65536),
    /**
     * What the file holds for this run in place of what the host has at `path`, as an editor has it before it is saved: the host's file stays as it
     * is, and need not be there. null: what the host has.
     */
    content: z.string().max(limits.givenContent).nullable().default(null),
  }),
]);
/** What a run executes. */
export type RunCommand = z.infer<typeof runCommand>;

/** What any sandbox is asked to be, whether it is kept or goes with its run. */
export const sandboxFields = {
  /** `host` is the only image yet. */
  image: z.string().min(1).max(1024),
  workspace: z.strictObject({ path: absolutePath, mode: workspaceMode }).nullable(),
  /** Directories of the host to show besides the workspace. */
  mounts: z.array(mount).max(limits.mounts),
  /** Of every process, before what the process's own request says. */
  env: z.record(variableName, plainText),
  /** null: the workspace, or the user's home without one. */
  cwd: absolutePath.nullable(),
  /** A name, a uid or `uid:gid`; null: the host's user. */
  user: z.string().min(1).max(256).nullable(),
  cpus: cpusWish,
  memoryMiB: memoryWish,
};

/** Everything that a run is asked to be. */
export const runRequest = z.strictObject({
  command: runCommand,
  ...sandboxFields,
  mounts: sandboxFields.mounts.default([]),
  timeoutMs: duration,
  /** false: the program reads /dev/null. */
  stdin: z.boolean(),
  /**
   * The size of the program's terminal; null: it has none. With one stdout carries all of its output and stderr is empty, and channel `resize`
   * of the run's byte stream takes another size. Without `stdin` nobody types. A compilation before the program has the same terminal.
   */
  terminal: terminalSize.nullable().default(null),
  hypervisor: hypervisorWish,
  allowBroadWorkspace: z.boolean(),
  /** Keep the head of stdout and stderr in the record. */
  capture: z.boolean(),
});
/** A request to run a program in a sandbox. */
export type RunRequest = z.infer<typeof runRequest>;

/** Milliseconds since the request was accepted (itself 0), null for a stage not reached. */
export const runTimings = z.strictObject({
  accepted: milliseconds,
  spawned: milliseconds,
  agent: milliseconds,
  booted: milliseconds,
  started: milliseconds,
  firstOutput: milliseconds,
  ended: milliseconds,
});
/** When each stage of a run was reached. */
export type RunTimings = z.infer<typeof runTimings>;

/** What is known of a run after its end. */
export const runRecord = z.strictObject({
  /** Empty when no daemon has taken the run. */
  id: z.string(),
  command: z.array(z.string()),
  image: z.string(),
  /**
   * What identifies the image: its digest; of `host`, which has none, `host:` and that of what is taken from /etc and of the agent. Its /usr is this
   * machine's own, and not in it. null, and in older records nothing: the run did not come so far.
   */
  imageId: z.string().nullable().optional(),
  mode: workspaceMode,
  /** What the program could reach of the network; in older records nothing, which was the same. */
  network: z.literal('none').optional(),
  workspace: z.string().nullable(),
  hypervisor: hypervisorName.nullable(),
  /** The guest's `uname -r`. */
  kernel: z.string().nullable(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  timings: runTimings,
  exitCode: z.int().nullable(),
  signal: z.int().nullable(),
  /** What `bellglass run` exits with. */
  status: z.int().min(0).max(255),
  outcome: z.enum(['exited', 'signalled', 'timedOut', 'cancelled', 'failed']),
  outOfMemory: z.boolean(),
  error: bellglassError.nullable(),
  /** The tail of the guest's console when the boot failed. */
  console: z.string().nullable(),
  walls: jailReport,
  userMicros: z.int().nullable(),
  systemMicros: z.int().nullable(),
  maxRssKiB: z.int().nullable(),
  /** What is left of it in its workspace; null when changes were not kept apart. */
  review: runReview.nullable(),
  /** What was hidden in a workspace that was shared as it is; not given where changes were kept apart, and in older records. */
  hidden: noted.optional(),
  /** Present when the request asked for capture; UTF-8, at most `limits.capture` bytes each. */
  stdout: z
    .string()
    .max(4 * limits.capture)
    .optional(),
  stderr: z
    .string()
    .max(4 * limits.capture)
    .optional(),
  /** Whether some output is missing from `stdout` or `stderr`. */
  truncated: z.boolean().optional(),
});
/** The record of a run. */
export type RunRecord = z.infer<typeof runRecord>;
