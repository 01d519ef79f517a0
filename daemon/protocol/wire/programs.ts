import * as z from 'zod';

const count = z.int().min(0);

/** GET /v1/programs: what was executed in a guest since it is watched, as the guest tells it, who may lie about itself. */
export const programsReply = z.strictObject({
  /** Each with its arguments once, in the order of its first start. */
  programs: z
    .array(
      z.strictObject({
        argv: z.array(z.string().max(4096)).max(2048),
        /** Whether arguments are missing: they are long, or it had ended before they could be read, and its name alone is known. */
        cut: z.boolean(),
        /** How often it was started. */
        count: z.int().min(1),
      }),
    )
    .max(512),
  /** Starts of programs that are not in the list, since it was full. */
  unlisted: count,
  /** Starts of programs that had ended before anything of them could be read. */
  unread: count,
  /** Whether starts are missing from every count, since more came at once than the kernel had room for. */
  overrun: z.boolean(),
});
/** What was executed in a guest. */
export type StartedPrograms = z.infer<typeof programsReply>;
