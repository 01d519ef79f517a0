import * as z from 'zod';
import { limits } from '../limits.js';
import { programsReply } from '../wire/programs.js';

/** A letter of up to four bytes may be cut from the first part and be in the last. */
const part = z.string().max(limits.keptPart + 3);

/** What is kept of an output: its first and its last part, as UTF-8, and how many bytes between them are not kept. */
export const outputExcerpt = z.strictObject({ head: part, tail: part, omitted: z.int().min(0) });
/** What is kept of an output. */
export type OutputExcerpt = z.infer<typeof outputExcerpt>;

/** What is kept of a run besides its record, and is larger. */
export const runDetails = z.strictObject({
  /** Of the last process of the run, the program or a compiler that failed. Of a terminal all is stdout. */
  stdout: outputExcerpt,
  stderr: outputExcerpt,
  /** What was executed in the machine; null: the guest could not say. */
  programs: programsReply.nullable(),
});
/** What is kept of a run besides its record. */
export type RunDetails = z.infer<typeof runDetails>;
