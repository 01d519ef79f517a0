import * as z from 'zod';
import { absolutePath, plainText, variableName } from '../texts.js';

const processId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Any refusal of the agent. */
export const agentError = z.strictObject({
  code: z.string().regex(/^[a-z0-9_]{1,64}$/),
  message: z.string().max(16384),
  data: z.unknown(),
});
/** A refusal of the agent. */
export type AgentError = z.infer<typeof agentError>;

/** GET /v1/health */
export const health = z.strictObject({ agent: z.string().max(64), kernel: z.string().max(256), booted: z.boolean() });

/** POST /v1/boot */
export const bootReply = z.strictObject({ mounts: z.array(z.string().max(16384)).max(1024) });

/** The size of a terminal: of a new one, and the body of POST /v1/processes/N/resize. */
export const windowSize = z.strictObject({ rows: z.int().min(1).max(10_000), cols: z.int().min(1).max(10_000) });
/** The size of a terminal, in characters. */
export type WindowSize = z.infer<typeof windowSize>;

/** The body of POST /v1/processes. */
export const processRequest = z.strictObject({
  argv: z.array(plainText).min(1),
  env: z.record(variableName, plainText),
  cwd: absolutePath,
  user: z.string().nullable(),
  stdin: z.boolean(),
  /** A terminal that is its standard input, output and error; only with `keep`. */
  tty: windowSize.nullable().optional(),
  /** How many bytes of each output the agent keeps and reads from any offset; null or missing leaves it in its pipe. */
  keep: z
    .int()
    .min(4096)
    .max(16 * 1024 * 1024)
    .nullable()
    .optional(),
  /** By the names of setrlimit(2), soft and hard alike; null or missing leaves the agent's default. */
  limits: z.partialRecord(
    z.enum(['nofile', 'nproc', 'core', 'fsize', 'stack', 'memlock', 'as', 'cpu']),
    z.int().min(0).nullable(),
  ),
});
/** A process to start in the guest. */
export type ProcessRequest = z.infer<typeof processRequest>;

/** POST /v1/processes */
export const processStarted = z.strictObject({ id: processId, pid: z.int().min(1) });

/** GET /v1/processes/N/wait */
export const processEnd = z.strictObject({
  exitCode: z.int().min(0).max(255).nullable(),
  signal: z.int().min(1).max(64).nullable(),
  outOfMemory: z.boolean(),
  userMicros: z.int().min(0),
  systemMicros: z.int().min(0),
  maxRssKiB: z.int().min(0),
});
/** How a process in the guest ended. */
export type ProcessEnd = z.infer<typeof processEnd>;

/** GET /v1/processes: what was started and not forgotten. */
export const processList = z.strictObject({
  processes: z
    .array(
      z.strictObject({
        id: processId,
        pid: z.int().min(1),
        argv: z.array(z.string()),
        state: z.enum(['running', 'exited']),
        kept: z.boolean(),
        tty: z.boolean(),
        exit: processEnd.nullable(),
      }),
    )
    .max(4096),
});
/** A process that the agent has not forgotten. */
export type ListedProcess = z.infer<typeof processList>['processes'][number];

/** The body of POST /v1/poweroff: how long programs may take to end once they were asked to. */
export const powerOffRequest = z.strictObject({ graceMillis: z.int().min(0).max(600_000) });

const amount = z.int().min(0);

/** GET /v1/stats */
export const statsReply = z.strictObject({
  memoryTotalKiB: amount,
  memoryAvailableKiB: amount,
  /** How long the processors were busy since the boot, added up. */
  cpuMicros: amount,
  uptimeMillis: amount,
  /** Without kernel threads and the agent. */
  processes: amount,
  rootTotalKiB: amount,
  rootFreeKiB: amount,
});
/** What is used of a guest. */
export type GuestStats = z.infer<typeof statsReply>;

/** GET /v1/ps: by process id, without kernel threads and the agent; the first 1024. */
export const psReply = z.strictObject({
  processes: z
    .array(
      z.strictObject({
        pid: z.int().min(1),
        ppid: amount,
        uid: amount,
        /** One letter, as in proc(5). */
        state: z.string().regex(/^[A-Za-z]$/),
        cpuMillis: amount,
        rssKiB: amount,
        ageMillis: amount,
        /** The arguments with spaces between, or the name in brackets; no control characters. */
        command: z.string().max(1024),
      }),
    )
    .max(1024),
});
/** A process of the guest, whoever started it. */
export type PsEntry = z.infer<typeof psReply>['processes'][number];

/** GET /v1/which */
export const whichReply = z.strictObject({ found: z.record(z.string().max(4096), absolutePath) });
