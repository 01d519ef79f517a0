import type { BootConfig } from '../protocol/wire/bootConfig.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';

/** The directories of the host that a sandbox sees besides its workspace. */
export interface AddedMounts {
  /** Where the guest has them. */
  readonly targets: readonly string[];
  readonly shares: MachineSpec['shares'];
  readonly mounts: BootConfig['mounts'];
  readonly identity: BootConfig['identity'];
}

/** None. */
export const noMounts: AddedMounts = { targets: [], shares: [], mounts: [], identity: [] };
