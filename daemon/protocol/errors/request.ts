import * as z from 'zod';
import { entry, path, reason } from './entry.js';

/** Errors of what was asked for. */
export const requestErrors = [
  entry('bad_request', { method: reason, issue: reason }),
  entry('hello_expected', {}),
  entry('unknown_run', { runId: z.string() }),
  entry('too_many_runs', { limit: z.int() }),
  entry('shutting_down', {}),
  entry('internal', { message: reason }),
  entry('image_not_available', { image: z.string() }),
  entry('mode_not_available', { mode: z.string() }),
  entry('workspace_missing', { path }),
  entry('workspace_not_directory', { path }),
  entry('workspace_unreadable', { path, reason }),
  entry('workspace_not_utf8', { path }),
  entry('workspace_too_broad', { path, what: z.enum(['home', 'aboveHome', 'root']) }),
  entry('workspace_reserved', { path, reserved: path }),
  entry('workspace_private', { path, own: path }),
  entry('mount_refused', {
    source: path,
    why: z.enum(['missing', 'notDirectory', 'notUtf8', 'unreadable', 'tooBroad', 'reserved', 'private']),
    /** What says more: the system's reason, or the directory it is about; else empty. */
    detail: reason,
  }),
  entry('mount_target_refused', { target: path, why: z.enum(['reserved', 'taken']), other: path }),
  entry('file_missing', { path }),
  entry('file_is_directory', { path }),
  entry('file_not_regular', { path }),
  entry('file_unreadable', { path, reason }),
  entry('file_too_large', { path, bytes: z.int(), limit: z.int() }),
  entry('interpreter_unknown', { path, extension: z.string() }),
  entry('interpreter_missing', { path, image: z.string(), wanted: z.array(z.string()) }),
  entry('compile_failed', { path, compiler: z.string(), exitCode: z.int() }),
  entry('memory_beyond_host', { requestedMiB: z.int(), hostMiB: z.int() }),
  entry('memory_too_small', { requestedMiB: z.int(), minimumMiB: z.int() }),
  entry('cpus_beyond_host', { requested: z.int(), host: z.int() }),
  entry('arguments_too_large', { bytes: z.int(), limit: z.int() }),
] as const;
