import type { MachinePlan } from '../../../daemon/machine/hypervisor.js';
import type { RunDirectory } from '../../../daemon/machine/runDirectory.js';
import { runDirectoryAt } from '../../../daemon/machine/runDirectory.js';

/** A machine like any other. */
export const plan: MachinePlan = {
  cpus: null,
  memoryMiB: 512,
  kernel: '/opt/bellglass/vmlinux',
  initramfs: '/home/alice/.cache/bellglass/host/key.cpio',
  shares: [{ tag: 'usr', path: '/usr', readOnly: true }],
  added: [],
  disks: [],
  outlivesDaemon: false,
};

/** Its run directory. */
export const directory: RunDirectory = runDirectoryAt('/run/user/1000/bellglass/machines', '0a1b2c3d');
