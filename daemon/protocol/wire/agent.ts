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

/** The body of POST /v1/processes. */
export const processRequest = z.strictObject({
  argv: z.array(plainText).min(1),
  env: z.record(variableName, plainText),
  cwd: absolutePath,
  user: z.string().nullable(),
  stdin: z.boolean(),
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

/** GET /v1/which */
export const whichReply = z.strictObject({ found: z.record(z.string().max(4096), absolutePath) });
