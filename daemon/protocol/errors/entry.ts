import * as z from 'zod';

/**
 * One row of the table of errors.
 * @param code stable, snake_case
 * @param data the shape of what the sentence needs
 */
export function entry<C extends string, S extends z.ZodRawShape>(code: C, data: S) {
  return z.strictObject({ code: z.literal(code), data: z.strictObject(data) });
}

/** Free text inside an error; cut to this length where it is made. */
export const reason = z.string().max(4096);

/** A path inside an error. */
export const path = z.string().max(16384);
