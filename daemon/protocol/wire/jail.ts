import * as z from 'zod';

/** Which walls stand around a vmm, as it reports before it becomes a machine. */
export const jailReport = z
  .array(
    z.strictObject({
      wall: z.enum(['mountNamespace', 'landlock', 'noNewPrivs', 'rlimits', 'seccomp', 'descriptors', 'session']),
      state: z.enum(['up', 'missing', 'audit']),
      detail: z.string().max(4096),
    }),
  )
  .max(32);
/** The walls of one vmm. */
export type JailReport = z.infer<typeof jailReport>;
