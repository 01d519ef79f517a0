import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import type { noted } from '../protocol/reviews/noted.js';
import type { RunRequest } from '../protocol/run.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import { broadness, privateTo, reservedFor } from './dangerous.js';
import { findDirectory, real, type Directory } from './directory.js';
import { sharedMode } from './modes.js';

/** A directory of the host as the guest sees it, at the same absolute path. */
export interface Workspace {
  /** As the guest has it: with symbolic links resolved, as on the host. */
  readonly path: string;
  /** None in mode `review`: what is shared of it then, its snapshot says. */
  readonly shares: MachineSpec['shares'];
  readonly mounts: BootConfig['mounts'];
  /** From the path that was asked for, when it leads there through symbolic links. */
  readonly links: BootConfig['links'];
  readonly identity: BootConfig['identity'];
  /** What is hidden in it where it is shared as it is; not given where nobody has looked. */
  readonly hidden?: z.infer<typeof noted>;
}

const tag = 'workspace';

/**
 * Checks the workspace of a request and says how the guest sees it; null for mode `none` and for none at all.
 * @param own the directories of Bellglass's own files; only who insists on a home directory shows them along, and never to be written
 * @throws BellglassFailure the workspace_ errors
 */
export async function resolveWorkspace(
  wanted: RunRequest['workspace'],
  allowBroad: boolean,
  own: readonly string[],
): Promise<Workspace | null> {
  if (wanted === null || wanted.mode === 'none') return null;
  const shared = sharedMode(wanted.mode);
  const { path, inode } = await directoryAt(wanted.path);
  const what = broadness(path, await real(homedir()));
  const reserved = reservedFor(path);
  if (reserved !== null && (allowBroad || what !== 'root'))
    throw new BellglassFailure({ code: 'workspace_reserved', data: { path, reserved } });
  if (what !== null && !allowBroad) throw new BellglassFailure({ code: 'workspace_too_broad', data: { path, what } });
  const shown = what === null || shared?.readOnly !== true ? privateTo(path, await Promise.all(own.map(real))) : null;
  if (shown !== null) throw new BellglassFailure({ code: 'workspace_private', data: { path, own: shown } });
  const place = { path, links: aliasLinks(resolve(wanted.path), path) };
  if (shared === null) return { ...place, shares: [], mounts: [], identity: [] };
  return {
    ...place,
    shares: [{ tag, path, readOnly: shared.readOnly }],
    mounts: [{ kind: 'virtiofs', source: tag, target: path, readOnly: shared.readOnly, options: '' }],
    identity: [{ path, inode }],
  };
}

async function directoryAt(asked: string): Promise<Directory> {
  const found = await findDirectory(asked);
  if (!('problem' in found)) return found;
  const { path } = found;
  switch (found.problem) {
    case 'missing':
      throw new BellglassFailure({ code: 'workspace_missing', data: { path } });
    case 'notUtf8':
      throw new BellglassFailure({ code: 'workspace_not_utf8', data: { path } });
    case 'notDirectory':
      throw new BellglassFailure({ code: 'workspace_not_directory', data: { path } });
    case 'unreadable':
      throw new BellglassFailure({ code: 'workspace_unreadable', data: { path, reason: found.reason } });
  }
}

function aliasLinks(asked: string, path: string): BootConfig['links'] {
  const hidden = asked === path || asked.startsWith(`${path}/`) || reservedFor(asked) !== null;
  return hidden ? [] : [{ path: asked, to: path }];
}
