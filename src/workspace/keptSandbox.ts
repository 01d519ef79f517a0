import type { Daemon } from '../../daemon/client/daemon.js';
import { asError, BellglassFailure } from '../../daemon/protocol/errors.js';
import type { SandboxInfo } from '../../daemon/protocol/sandbox/sandbox.js';
import type { Settings } from '../settings.js';
import { keptSettings, type Shown } from './asked.js';
import { sandboxName } from './sandboxName.js';

/**
 * The kept sandbox of a folder, running: found by its name, made when there is none. Two windows that make it at once get the same one.
 * @param shown null: the sandbox without a folder
 * @throws BellglassFailure what sandbox.create and sandbox.start answer; sandbox_name_taken by one that sees something else; sandbox_not_running
 */
export async function runningSandboxOf(daemon: Daemon, shown: Shown | null, settings: Settings): Promise<SandboxInfo> {
  const name = nameOf(shown);
  const known = (await inspect(daemon, name)) ?? (await create(daemon, name, shown, settings));
  // Anybody may have made or renamed one, and the name says nothing of what it may write.
  if (!seesAsAsked(known, shown)) throw new BellglassFailure({ code: 'sandbox_name_taken', data: { name } });
  const started = known.state === 'running' ? known : await daemon.call('sandbox.start', { sandbox: known.id });
  // Another window may have stopped it at once.
  if (started.state !== 'running') throw new BellglassFailure({ code: 'sandbox_not_running', data: { name } });
  return started;
}

/** Ends the start of a folder's kept sandbox; one that runs already is left alone. @throws BellglassFailure what sandbox.stop answers */
export async function stopStarting(daemon: Daemon, shown: Shown | null): Promise<void> {
  const sandbox = await inspect(daemon, nameOf(shown));
  if (sandbox?.state === 'starting') await daemon.call('sandbox.stop', { sandbox: sandbox.id, graceMs: 0 });
}

function nameOf(shown: Shown | null): string {
  return sandboxName(shown?.path ?? null, shown?.mode ?? 'none');
}

/** Whether a sandbox sees the folder as it is to be seen, and nothing else of this machine. */
export function seesAsAsked({ settings }: Pick<SandboxInfo, 'settings'>, shown: Shown | null): boolean {
  const { workspace, mounts } = settings;
  const wanted = shown === null || shown.mode === 'none' ? null : shown;
  return mounts.length === 0 && workspace?.path === wanted?.path && workspace?.mode === wanted?.mode;
}

async function inspect(daemon: Daemon, name: string): Promise<SandboxInfo | null> {
  // By the list: a reference may also be the beginning of another one's id.
  const { sandboxes } = await daemon.call('sandbox.list', {});
  return sandboxes.find((sandbox) => sandbox.name === name) ?? null;
}

async function create(daemon: Daemon, name: string, shown: Shown | null, settings: Settings): Promise<SandboxInfo> {
  try {
    return await daemon.call('sandbox.create', { name, settings: keptSettings(shown, settings) });
  } catch (thrown) {
    const other = asError(thrown).code === 'sandbox_name_taken' ? await inspect(daemon, name) : null;
    if (other === null) throw thrown;
    return other;
  }
}
