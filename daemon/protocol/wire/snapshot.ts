import * as z from 'zod';
import { jailReport } from './jail.js';
import { rawBytes } from './files.js';

const count = z.int().min(0);
const name = z.union([z.string(), rawBytes]);
const tally = z.strictObject({ files: count, bytes: count });
const noted = z.strictObject({ count, paths: z.array(name).max(200) });

/** What `bellglass-fs snapshot` reads on its standard input. Sizes are bytes. */
export const snapshotSpec = z.strictObject({
  version: z.literal(1),
  workspace: z.string(),
  /** A directory in which snapshot.erofs and base.ndjson are made. */
  output: z.string(),
  /** Patterns as in .gitignore; what they match is hidden. */
  hidden: z.array(z.string()).max(4096),
  embedFileLimit: count,
  embedBudget: count,
  entryLimit: count,
  seccomp: z.enum(['enforce', 'audit', 'off']),
});
/** What `bellglass-fs snapshot` reads on its standard input. */
export type SnapshotSpec = z.infer<typeof snapshotSpec>;

/** What it answers. */
export const snapshotReply = z.strictObject({
  version: z.literal(1),
  entries: count,
  imageBytes: count,
  embedded: tally,
  /** Files whose bytes stay in the folder. */
  redirected: tally,
  overBudget: tally,
  redirectedLost: noted,
  hidden: noted,
  unreadable: noted,
  special: count,
  mounts: count,
  gone: count,
  lostAttributes: count,
  /** What a file server has to open for the redirected files; the folder itself is the empty path. */
  grants: z.strictObject({ directories: z.array(name), files: z.array(name) }),
  walls: jailReport,
});
/** What `bellglass-fs snapshot` answers. */
export type SnapshotReply = z.infer<typeof snapshotReply>;

/** What `bellglass-fs hidden` reads on its standard input. */
export const hiddenSpec = snapshotSpec.pick({ version: true, workspace: true, hidden: true, seccomp: true });
/** What `bellglass-fs hidden` reads on its standard input. */
export type HiddenSpec = z.infer<typeof hiddenSpec>;

/** What it answers: files and directories, of these without what is in them. */
export const hiddenReply = z.strictObject({ version: z.literal(1), hidden: noted, walls: jailReport });

/** What both answer when they fail. */
export const snapshotFailure = z.strictObject({
  code: z.enum([
    'bad_spec',
    'workspace_gone',
    'workspace_unreadable',
    'output_unusable',
    'bad_pattern',
    'too_many_entries',
    'too_many_names',
    'no_space',
    'jail',
    'io',
  ]),
  path: name.nullable(),
  message: z.string(),
});
