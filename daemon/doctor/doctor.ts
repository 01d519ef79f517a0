import type { DoctorReport } from '../protocol/doctor.js';
import { examine, type Check, type DoctorContext } from './check.js';
import { ownDaemon } from './checks/daemon.js';
import { inotify } from './checks/inotify.js';
import { mke2fs } from './checks/mke2fs.js';
import { nativeFiles } from './checks/natives.js';
import { nodeRuntime } from './checks/node.js';
import { qemuProgram } from './checks/qemu.js';
import { resources } from './checks/resources.js';
import { runtimeDirectory } from './checks/runtimeDirectory.js';
import { diskSpace } from './checks/space.js';
import { virtualization } from './checks/virtualization.js';
import { walls } from './checks/walls.js';

/** How long one check may take, in milliseconds. */
const patience = 10_000;

/** Everything that is looked at, in the report's order. */
const checks: readonly Check[] = [
  ownDaemon,
  virtualization,
  qemuProgram,
  nativeFiles,
  walls,
  nodeRuntime,
  mke2fs,
  diskSpace,
  runtimeDirectory,
  resources,
  inotify,
];

/** Looks at the set-up: every check beside the others, each within its time. It never throws. */
export async function doctor(context: DoctorContext): Promise<DoctorReport> {
  const lines = await Promise.all(checks.map(async (check) => await examine(check, context, patience)));
  return { lines: lines.flat() };
}
