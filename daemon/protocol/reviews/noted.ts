import * as z from 'zod';
import { rawBytes } from '../wire/files.js';

/** A path relative to the workspace; as base64 where it is not UTF-8. */
export const changedPath = z.union([z.string().min(1).max(4095), rawBytes]);
/** A path relative to the workspace. */
export type ChangedPath = z.infer<typeof changedPath>;

/** How many entries there are of a kind, and the first of their paths. */
export const noted = z.strictObject({ count: z.int(), paths: z.array(changedPath).max(200) });
