import type { BootConfig } from '../protocol/wire/bootConfig.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';

/** A user of the guest. */
export interface GuestUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** What an image gives to a machine. */
export interface Image {
  readonly name: string;
  /** What identifies it, as a run's record has it; null where nobody has looked. */
  readonly id: string | null;
  /** The archive that the kernel unpacks first: the agent, and what `trees` take from it. */
  readonly initramfs: string;
  readonly shares: MachineSpec['shares'];
  readonly mounts: BootConfig['mounts'];
  readonly links: BootConfig['links'];
  readonly trees: BootConfig['trees'];
  readonly directories: BootConfig['directories'];
  /** Who programs run as when nobody is named. */
  readonly user: GuestUser;
  /** What programs find in their environment, before what the request says. @param user null: only the agent knows, and adds what depends on it */
  environment(user: GuestUser | null): Record<string, string>;
  /** The user with that name, uid or `uid:gid`, as far as the image knows; null: the agent decides. */
  findUser(name: string): GuestUser | null;
}
