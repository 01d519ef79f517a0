import * as z from 'zod';
import { entry, path, reason } from './entry.js';

const name = z.string().max(256);

/** Errors of kept sandboxes, their sessions and the daemon's state. */
export const sandboxErrors = [
  entry('bad_sandbox_name', { name }),
  entry('sandbox_name_taken', { name }),
  entry('unknown_sandbox', { reference: name, nearest: name.nullable() }),
  entry('ambiguous_sandbox', { reference: name, names: z.array(name).max(16) }),
  entry('sandbox_not_running', { name }),
  entry('sandbox_running', { name }),
  entry('sandbox_stopped', { name, reason }),
  entry('too_many_sandboxes', { limit: z.int() }),
  entry('too_many_sessions', { name, limit: z.int() }),
  entry('unknown_session', { reference: name }),
  entry('several_sessions', { name, sessions: z.array(name).max(64) }),
  entry('no_session', { name }),
  entry('session_ended', { sessionId: name }),
  entry('not_a_terminal', { sessionId: name }),
  entry('has_a_terminal', { sessionId: name }),
  entry('disk_failed', { path, reason }),
  entry('disk_space', { path, freeMiB: z.int(), neededMiB: z.int() }),
  entry('memory_total', { requestedMiB: z.int(), usedMiB: z.int(), limitMiB: z.int() }),
  entry('cpus_total', { requested: z.int(), used: z.int(), limit: z.int() }),
  entry('database_unusable', { path, reason }),
  entry('database_locked', { path }),
  entry('sandboxes_elsewhere', { path, pid: z.int() }),
  entry('database_newer', { path, version: z.int(), known: z.int() }),
] as const;
