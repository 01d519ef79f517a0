import type { Sentences } from '../sentences.js';
import type { machineErrors } from '../errors/machine.js';
import type * as z from 'zod';
import { plain, shown, stopped } from './shown.js';

/** Sentences of hypervisors, machines and images. The console of a boot is shown apart, below the sentence. */
export const machineSentences: Sentences<z.infer<(typeof machineErrors)[number]>['code']> = {
  native_missing: (d) =>
    `${shown(d.path)} is missing, without which no sandbox can start. Build it with "npm run build", or install Bellglass again.`,
  no_hypervisor: (d) =>
    `No hypervisor works here, and Bellglass runs nothing outside of one. ${d.reasons.map((r) => `${r.hypervisor}: ${stopped(r.reason)}`).join(' ')} Enable virtualization (/dev/kvm), or install QEMU (Debian and Ubuntu: apt install qemu-system-x86).`,
  hypervisor_unusable: (d, ways) =>
    `The hypervisor ${d.hypervisor} does not work here: ${stopped(d.reason)} ${ways.anyHypervisor} to let Bellglass choose.`,
  run_directory_failed: (d) =>
    `The sandbox's files in ${shown(d.path)} cannot be written: ${stopped(d.reason)} Nothing was run. Make room there, or set XDG_RUNTIME_DIR to another directory.`,
  boot_failed: (d) =>
    `The sandbox did not boot with ${d.hypervisor} (${plain(d.stage)}): ${stopped(d.sentence)} Nothing was run.${d.advice === null ? '' : ` ${plain(d.advice)}`}`,
  machine_ended: (d, ways) =>
    `The sandbox ended before its program did (${d.hypervisor}): ${stopped(d.sentence)} Give it more memory with ${ways.memory} if the program needs it.`,
  host_image_failed: (d) =>
    `The image "host" could not be made of ${shown(d.path)}: ${stopped(d.reason)} Check that it is readable.`,
};
