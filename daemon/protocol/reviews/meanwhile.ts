import * as z from 'zod';
import { noted } from './noted.js';

/** What the host did with a workspace while a run had a view of it. */
export const meanwhile = z.strictObject({
  /** How many edits of the host's the program was shown. */
  refreshed: z.int(),
  /** Edits that it was not shown, since it had changed the same files itself or they could not be brought to it. */
  missed: noted,
  /** Ignored directories and large files that changed, of which the program may have read what they were, what they are, or a mixture. */
  stale: noted,
  /** How many directories were not watched, but looked at from time to time. */
  unwatched: z.int(),
  /** What became of the workspace itself. */
  folder: z.enum(['there', 'moved', 'removed']),
});
/** What the host did with a workspace while a run had a view of it. */
export type Meanwhile = z.infer<typeof meanwhile>;
