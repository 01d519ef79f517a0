import { basename, dirname } from 'node:path';
import * as z from 'zod';
import { readTrace, runDirectoryAt } from '../../machine/runDirectory.js';
import type { RunningMachine } from '../../machine/runningMachine.js';
import { identityOf, isAlive, processIdentity } from '../../state/processIdentity.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import type { Home } from '../store/home.js';
import type { OwnedMachine } from './owned.js';

const machineTrace = z.strictObject({ directory: z.string().regex(/^\/.*\/[0-9a-f]{8}$/), vmm: processIdentity });

/**
 * Writes down in the sandbox's own directory which machine is under it: the run directory may be lost, or be another daemon's, whose
 * XDG_RUNTIME_DIR was another. What cannot be written is not missed otherwise.
 */
export async function leaveTrace({ machine: path }: Home, { directory, pid }: RunningMachine): Promise<void> {
  const trace = { directory: directory.path, vmm: identityOf(pid) };
  await writeAtomically(path, JSON.stringify(trace)).catch(() => undefined);
}

/** The machine that was under a sandbox, when its vmm still lives; undefined when it does not, or nobody knows. */
export async function followTrace({ id, machine }: Home): Promise<OwnedMachine | undefined> {
  const trace = await readTrace(machine, machineTrace);
  if (trace === null || !isAlive(trace.vmm)) return undefined;
  return { directory: runDirectoryAt(dirname(trace.directory), basename(trace.directory), id), vmm: trace.vmm };
}
