import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { l10n, type TerminalOptions } from 'vscode';
import type { SandboxInfo } from '../../daemon/protocol/sandbox/sandbox.js';
import type { SessionInfo } from '../../daemon/protocol/sandbox/session.js';
import { commandLine } from '../daemon/program.js';
import { withProgress } from '../progress.js';
import type { Services } from '../services.js';
import { readSettings } from '../settings.js';
import type { Shown } from '../workspace/asked.js';
import { modeFor, tabOf } from '../workspace/chooseMode.js';
import { pickFolder } from '../workspace/folder.js';
import { runningSandboxOf, stopStarting } from '../workspace/keptSandbox.js';
import { shellWish } from './shell.js';

/** The size of a terminal that is not laid out yet; the window tells its own as soon as it shows it. */
const firstSize = { rows: 24, cols: 80 };

/** Where terminals are opened from. */
type Needs = Pick<Services, 'context' | 'daemon' | 'sandboxes' | 'modes'>;

/**
 * A new shell in the kept sandbox of the folder, which is made and started if need be.
 * @returns how VS Code shows it; null when the user gave up
 * @throws BellglassFailure what the daemon answers
 */
export async function newShell(services: Needs): Promise<TerminalOptions | null> {
  const folder = await pickFolder();
  if (folder === undefined) return null;
  const mode = folder === null ? 'none' : await modeFor(folder, services);
  if (mode === null) return null;
  const shown: Shown | null = folder === null ? null : { path: folder.uri.fsPath, mode };
  const title = l10n.t('Starting the sandbox of "{0}"', folder?.name ?? l10n.t('no folder'));
  const settings = readSettings();
  const start = async (): Promise<SandboxInfo> =>
    services.sandboxes.learn(await runningSandboxOf(await services.daemon.open(), shown, settings));
  const giveUp = async (): Promise<void> => {
    await stopStarting(await services.daemon.open(), shown);
  };
  const started = await withProgress(title, start, giveUp);
  return started === 'cancelled' ? null : await shellIn(started.done, services);
}

/** A new shell in a sandbox that runs. @throws BellglassFailure what session.start answers */
export async function shellIn(sandbox: SandboxInfo, services: Needs): Promise<TerminalOptions> {
  const { context, daemon } = services;
  const integration = await readFile(join(context.extensionPath, 'media', 'shell', 'bash.sh'), 'utf8');
  const session = await (
    await daemon.open()
  ).call('session.start', {
    sandbox: sandbox.id,
    process: shellWish(integration, sandbox.settings.workspace?.path ?? null),
    terminal: firstSize,
  });
  return viewOf(session, sandbox, services);
}

/** A terminal of the window that shows a session. */
export function viewOf(
  session: SessionInfo,
  sandbox: SandboxInfo,
  { context }: Pick<Needs, 'context'>,
): TerminalOptions {
  const args = ['attach', '--detach-keys', '', session.id];
  const program = commandLine(context.extensionPath, process.execPath, args, process.env, { BELLGLASS_QUIET_END: '1' });
  const { workspace } = sandbox.settings;
  return {
    ...program,
    ...tabOf(sandbox.name, workspace?.mode ?? 'none'),
    ...(workspace === null ? {} : { cwd: workspace.path }),
  };
}
