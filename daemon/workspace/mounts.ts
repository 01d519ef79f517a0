import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { BellglassFailure, type ErrorData } from '../protocol/errors.js';
import type { RequestedMount } from '../protocol/run.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import { broadness, kernelsOwn, privateTo, reservedFor } from './dangerous.js';
import { findDirectory, real, type Directory } from './directory.js';
import type { Workspace } from './workspace.js';

/** The directories of the host that a sandbox sees besides its workspace. */
export interface AddedMounts {
  /** Where the guest has them. */
  readonly targets: readonly string[];
  /** What the machine is given: all of them in one share. */
  readonly added: MachineSpec['added'];
  readonly mounts: BootConfig['mounts'];
  readonly identity: BootConfig['identity'];
}

/** None. */
export const noMounts: AddedMounts = { targets: [], added: [], mounts: [], identity: [] };

/** The share's tag, which the vmm knows too, and where the guest has it whole. */
const tag = 'added';
const whole = '/run/bellglass/added';

/**
 * Checks the directories that are added to a sandbox and says how the guest sees them.
 * @param workspace what the guest sees already, which they may neither hold nor lie in
 * @param own the directories of Bellglass's own files, which nobody may add
 * @throws BellglassFailure mount_refused, mount_target_refused
 */
export async function resolveMounts(
  wanted: readonly RequestedMount[],
  workspace: Workspace | null,
  allowBroad: boolean,
  own: readonly string[],
): Promise<AddedMounts> {
  if (wanted.length === 0) return noMounts;
  const taken = workspace === null ? [] : [workspace.path, ...workspace.links.map(({ path }) => path)];
  const resolvedOwn = await Promise.all(own.map(real));
  const found: { readonly source: Directory; readonly target: string; readonly readOnly: boolean }[] = [];
  for (const { source, target, readOnly } of wanted) {
    const place = targetOf(target, taken);
    taken.push(place);
    found.push({ source: await sourceOf(source, allowBroad, resolvedOwn), target: place, readOnly });
  }
  return {
    targets: found.map(({ target }) => target),
    added: found.map(({ source, readOnly }) => ({ path: source.path, readOnly })),
    mounts: [
      { kind: 'virtiofs', source: tag, target: whole, readOnly: found.every((one) => one.readOnly), options: '' },
      ...found.map(({ target, readOnly }, index) => ({
        kind: 'bind' as const,
        source: `${whole}/${String(index)}`,
        target,
        readOnly,
        options: '',
      })),
    ],
    identity: found.map(({ source, target }) => ({ path: target, inode: source.inode })),
  };
}

async function sourceOf(asked: string, allowBroad: boolean, own: readonly string[]): Promise<Directory> {
  const found = await findDirectory(asked);
  const refuse = (why: ErrorData<'mount_refused'>['why'], detail = ''): BellglassFailure =>
    new BellglassFailure({ code: 'mount_refused', data: { source: found.path, why, detail } });
  if ('problem' in found) throw refuse(found.problem, found.problem === 'unreadable' ? found.reason : '');
  const kernels = kernelsOwn(found.path);
  if (kernels !== null) throw refuse('reserved', kernels);
  const what = broadness(found.path, await real(homedir()));
  if (what === 'root' || (what !== null && !allowBroad)) throw refuse('tooBroad');
  const shown = privateTo(found.path, own);
  if (shown !== null) throw refuse('private', shown);
  return found;
}

/** @param taken what the guest has in other places already */
function targetOf(asked: string, taken: readonly string[]): string {
  const target = resolve(asked);
  const reserved = reservedFor(target) ?? privateTo(target, ['/run/bellglass']);
  if (reserved !== null)
    throw new BellglassFailure({ code: 'mount_target_refused', data: { target, why: 'reserved', other: reserved } });
  const other = privateTo(target, taken);
  if (other !== null)
    throw new BellglassFailure({ code: 'mount_target_refused', data: { target, why: 'taken', other } });
  return target;
}
