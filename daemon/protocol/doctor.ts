import * as z from 'zod';

/** One thing that was looked at. */
export const doctorLine = z.strictObject({
  /** Stable, for scripts: `virtualization`, `qemu`, `wall.landlock`. */
  id: z.string().max(64),
  /** What it is, for people. */
  title: z.string().max(256),
  state: z.enum(['ok', 'warning', 'missing']),
  /** What was found. */
  detail: z.string().max(4096),
  /** What to do, with the exact command where there is one; null when nothing needs to be done. */
  repair: z.string().max(4096).nullable(),
  /** The command within `repair`, as a shell of this host takes it; null where a person has to think, or to be elsewhere. */
  command: z.string().max(4096).nullable(),
});
/** One thing that was looked at. */
export type DoctorLine = z.infer<typeof doctorLine>;

/** What works on this host and what does not. */
export const doctorReport = z.strictObject({ lines: z.array(doctorLine).max(256) });
/** What works on this host and what does not. */
export type DoctorReport = z.infer<typeof doctorReport>;
