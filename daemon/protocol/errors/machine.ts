import * as z from 'zod';
import { entry, path, reason } from './entry.js';

/** Which hypervisor an error is about. */
const hypervisor = z.enum(['libkrun', 'qemu']);

/** Errors of hypervisors, machines and images. */
export const machineErrors = [
  entry('native_missing', { path }),
  entry('no_hypervisor', { reasons: z.array(z.strictObject({ hypervisor, reason })) }),
  entry('hypervisor_unusable', { hypervisor, reason }),
  entry('run_directory_failed', { path, reason }),
  entry('boot_failed', {
    hypervisor,
    stage: z.string(),
    sentence: reason,
    console: z.string(),
    /** What the doctor says of this host; null when it has nothing to say. */
    advice: reason.nullable(),
  }),
  entry('machine_ended', { hypervisor, sentence: reason, console: z.string() }),
  entry('host_image_failed', { path, reason }),
] as const;
