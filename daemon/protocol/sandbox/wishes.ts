import * as z from 'zod';

/** What boots a machine. */
export const hypervisorName = z.enum(['libkrun', 'qemu']);
/** One of the hypervisors. */
export type HypervisorName = z.infer<typeof hypervisorName>;

/** What boots it, as it is asked for; `auto` is what works on this host. */
export const hypervisorWish = z.enum(['auto', ...hypervisorName.options]);
/** What boots it, as it is asked for. */
export type HypervisorWish = z.infer<typeof hypervisorWish>;

/** null: the hypervisor's own default. */
export const cpusWish = z.int().min(1).max(1024).nullable();

/** null: the usual. */
export const memoryWish = z
  .int()
  .min(1)
  .max(16 * 1024 * 1024)
  .nullable();

/** A sandbox's name, by Docker's rule and at most as long as a host name's part. */
export const sandboxName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-", at most 63',
  );
