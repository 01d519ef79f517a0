import { BellglassFailure } from '../protocol/errors.js';
import type { SandboxSettings } from '../protocol/sandbox/sandbox.js';
import type { GuestParts } from '../sandbox/parts.js';
import type { Paths } from '../state/paths.js';
import { resolveMounts } from '../workspace/mounts.js';
import { resolveWorkspace } from '../workspace/workspace.js';

/** What of the host a sandbox with those settings sees, as the host is now. @throws BellglassFailure mode_not_available and the workspace_ and mount_ errors */
export async function placesOf(
  settings: SandboxSettings,
  paths: Paths,
): Promise<Pick<GuestParts, 'workspace' | 'mounts'>> {
  if (settings.workspace?.mode === 'review')
    throw new BellglassFailure({ code: 'mode_not_available', data: { mode: 'review' } });
  const own = [paths.runtime, paths.state, paths.cache];
  const workspace = await resolveWorkspace(settings.workspace, settings.allowBroadWorkspace, own);
  const mounts = await resolveMounts(settings.mounts, workspace, settings.allowBroadWorkspace, own);
  return { workspace, mounts };
}
