import { posix } from 'node:path';
import { ConfigurationTarget, l10n, window, workspace, type Memento } from 'vscode';
import * as z from 'zod';
import { setContextKey } from '../contextKeys.js';

/** The profile's title in package.json, by which VS Code's settings name it. */
export const profileTitle = 'Sandbox (Bellglass)';

const key = `defaultProfile.${process.platform === 'darwin' ? 'osx' : 'linux'}`;
const terminals = () => workspace.getConfiguration('terminal.integrated');

/** What the workspace's settings say; those of the user or of VS Code itself are none of the two commands' business. */
const workspaceValue = (): unknown => terminals().inspect(key)?.workspaceValue;

const earlierKey = 'earlierDefaultProfile';
/** What they may have said before. VS Code takes null for its own choice. */
const earlierValue = z.string().nullable().optional();
let memory: Memento | null = null;

/** Says where it is remembered what the workspace's settings said before. @param state VS Code's memory of this workspace */
export function rememberIn(state: Memento): void {
  memory = state;
}

/** Whether the settings of this workspace make new terminals sandboxed ones. */
export function isDefault(): boolean {
  return workspaceValue() === profileTitle;
}

/** Makes new terminals of this workspace sandboxed ones: VS Code's own setting, in the workspace's settings. */
export async function useForNewTerminals(): Promise<void> {
  if (workspace.workspaceFolders === undefined) {
    await window.showInformationMessage(l10n.t('Open a folder first: the setting belongs to it.'));
    return;
  }
  if (!isDefault()) await memory?.update(earlierKey, workspaceValue());
  await terminals().update(key, profileTitle, ConfigurationTarget.Workspace);
  const undo = l10n.t('Undo');
  tellContext();
  if ((await window.showInformationMessage(whatWasDone(), undo)) === undo) await useUsualTerminals();
}

/** Takes that back: the workspace's settings say what they said before. What was set by hand since is left alone. */
export async function useUsualTerminals(): Promise<void> {
  if (isDefault()) {
    const earlier = earlierValue.safeParse(memory?.get(earlierKey)).data;
    await terminals().update(key, earlier, ConfigurationTarget.Workspace);
  }
  await memory?.update(earlierKey, undefined);
  tellContext();
}

/** Tells the menus which of the two commands makes sense. */
export function tellContext(): void {
  setContextKey('bellglass.terminalsAreSandboxed', isDefault());
}

function whatWasDone(): string {
  const { workspaceFile } = workspace;
  if (workspaceFile === undefined)
    return l10n.t('New terminals of this workspace are sandboxed. The setting is in its settings.json.');
  if (workspaceFile.scheme === 'untitled')
    return l10n.t('New terminals of this workspace are sandboxed. The setting is saved with the workspace.');
  return l10n.t(
    'New terminals of this workspace are sandboxed. The setting is in {0}.',
    posix.basename(workspaceFile.path),
  );
}
