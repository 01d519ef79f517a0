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

/** What a guest finds. */
export interface GuestParts {
  readonly image: Image;
  readonly workspace: Workspace | null;
  readonly mounts: AddedMounts;
  /** null: a run's, whose root is in memory. */
  readonly kept: Kept | null;
}
