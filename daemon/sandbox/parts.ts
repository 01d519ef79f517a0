import type { Image } from '../image/image.js';
import type { AddedMounts } from '../workspace/mounts.js';
import type { Workspace } from '../workspace/workspace.js';

/** What makes a sandbox a kept one: it outlives its daemon, and its disk outlives its machine. */
export interface Kept {
  readonly sandboxId: string;
  /** The image of an ext4, which the guest has as its root. */
  readonly disk: string;
  /** After so long without a daemon the machine switches itself off. */
  readonly orphanSeconds: number;
}

/** What makes a workspace one whose changes are kept apart. */
export interface Review {
  /** Where the guest has it. */
  readonly target: string;
  /** The snapshot, an EROFS image. */
  readonly snapshot: string;
  /** The image of an ext4 that takes the changes. */
  readonly changes: string;
  /** The folder itself, for what the snapshot only promises; null when it promises nothing, or nobody reads it. */
  readonly folder: {
    readonly path: string;
    /** What alone of it can be opened; null: all of it. */
    readonly only: readonly string[] | null;
    /** What is looked at to know that it is the right one, relative to it, and its inode number. */
    readonly probe: string;
    readonly inode: string;
  } | null;
}

/** What a guest finds. */
export interface GuestParts {
  readonly image: Image;
  readonly workspace: Workspace | null;
  readonly mounts: AddedMounts;
  /** null: a run's, whose root is in memory. */
  readonly kept: Kept | null;
  /** null: the workspace, if there is one, is shared as it is. */
  readonly review: Review | null;
}
