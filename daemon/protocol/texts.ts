import * as z from 'zod';

/** A string that a path, an argument or an environment value can be: no NUL. */
export const plainText = z
  .string()
  .max(1024 * 1024)
  .refine((text) => !text.includes('\0'), 'must not contain a NUL byte');

/** An absolute path. */
export const absolutePath = plainText.refine(
  (text) => text.startsWith('/') && text.length <= 4096,
  'must be an absolute path of at most 4096 characters',
);

/** The name of an environment variable. */
export const variableName = z
  .string()
  .min(1)
  .max(4096)
  .refine((name) => !/[=\0]/.test(name), 'must not contain "=" or a NUL byte');

/** Milliseconds, or null for what has not happened. */
export const milliseconds = z.number().min(0).nullable();

/** How long something may go on, in milliseconds, at most what a timer can wait for; null: without end. */
export const duration = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .nullable();
