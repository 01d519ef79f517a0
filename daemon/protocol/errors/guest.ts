import * as z from 'zod';
import { entry, path, reason } from './entry.js';

/** Errors of the agent in the guest, and what it refuses. */
export const guestErrors = [
  entry('guest_silent', { request: z.string(), milliseconds: z.int() }),
  entry('guest_misbehaved', { request: z.string(), issue: reason }),
  entry('guest_refused', { request: z.string(), code: z.string(), message: reason }),
  entry('mount_failed', { message: reason }),
  entry('wrong_workspace', { path }),
  entry('program_not_found', { program: reason }),
  entry('program_not_executable', { program: reason, reason }),
  entry('no_such_user', { user: reason }),
  entry('bad_cwd', { path }),
  entry('too_many_processes', {}),
] as const;
