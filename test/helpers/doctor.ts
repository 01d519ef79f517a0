import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import type { DoctorContext } from '../../daemon/doctor/check.js';
import { findPaths } from '../../daemon/state/paths.js';
import { scratch } from './scratch.js';

/** A user's world with nothing in it, as the doctor is told of it; gone at the end of the test. */
export function doctorContext(env: NodeJS.ProcessEnv = {}): DoctorContext {
  const at = scratch();
  for (const name of ['r', 's', 'c', 'f']) mkdirSync(`${at}/${name}`);
  const own = {
    HOME: at,
    XDG_RUNTIME_DIR: `${at}/r`,
    XDG_STATE_HOME: `${at}/s`,
    XDG_CACHE_HOME: `${at}/c`,
    XDG_CONFIG_HOME: `${at}/f`,
    BELLGLASS_NATIVE: `${at}/natives`,
    ...env,
  };
  return { paths: findPaths(own), env: own, budget: { used: { memoryMiB: 0, cpus: 0 } } };
}

/** A program of that name in a directory of its own. @returns the directory */
export function placeWith(name: string, script: string, mode = 0o755): string {
  const place = scratch();
  writeFileSync(`${place}/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(`${place}/${name}`, mode);
  return place;
}

/** A directory of native programs and files in which the vmm is that program. */
export function nativesWith(vmm: string): string {
  const place = scratch();
  copyFileSync(vmm, `${place}/bellglass-vmm`);
  for (const name of ['bellglass-virtiofsd', 'bellglass-fs', 'vmlinux', 'initramfs.cpio'])
    writeFileSync(`${place}/${name}`, '');
  return place;
}
