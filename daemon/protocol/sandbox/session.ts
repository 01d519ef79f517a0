import * as z from 'zod';
import { limits } from '../limits.js';
import { absolutePath, plainText, variableName } from '../texts.js';

/** A session's id: 8 hex digits. */
export const sessionId = z.string().regex(/^[0-9a-f]{8}$/);

/** The size of a terminal, in cells. */
export const terminalSize = z.strictObject({
  rows: z.int().min(1).max(limits.terminalSide),
  cols: z.int().min(1).max(limits.terminalSide),
});
/** The size of a terminal, in cells. */
export type TerminalSize = z.infer<typeof terminalSize>;

/** A process to start in a running sandbox. */
export const processWish = z.strictObject({
  argv: z.array(plainText).min(1).max(65536),
  /** Beside the sandbox's own. */
  env: z.record(variableName, plainText),
  /** null: the sandbox's own. */
  cwd: absolutePath.nullable(),
  user: z.string().min(1).max(256).nullable(),
});
/** A process to start in a running sandbox. */
export type ProcessWish = z.infer<typeof processWish>;

/** A process in a kept sandbox that belongs to the daemon, not to a client: a terminal, or one in the background with its log. */
export const sessionInfo = z.strictObject({
  id: sessionId,
  sandboxId: z.string(),
  command: z.array(z.string()),
  /** Its terminal's size; null when it has none. */
  terminal: terminalSize.nullable(),
  /** Whether the sandbox stops with it. */
  main: z.boolean(),
  state: z.enum(['running', 'ended']),
  /** Both null while it runs, and when it ended with its sandbox. */
  exitCode: z.int().nullable(),
  signal: z.int().nullable(),
  outOfMemory: z.boolean(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** How many clients are attached. */
  viewers: z.int().min(0),
  /** Bytes of output that nobody kept, since no daemon ran for too long. */
  droppedBytes: z.int().min(0),
});
/** A process in a kept sandbox that belongs to the daemon, not to a client. */
export type SessionInfo = z.infer<typeof sessionInfo>;
