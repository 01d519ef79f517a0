import { l10n, type Uri, window, workspace, type WorkspaceFolder } from 'vscode';

/** Whether a folder lies on this machine, where a machine can show it. */
export function isLocal(folder: WorkspaceFolder): boolean {
  return folder.uri.scheme === 'file';
}

/** The folder that a document belongs to, if it lies on this machine; of an untitled one the active or only folder. */
export function folderOf(uri: Uri): WorkspaceFolder | null {
  const own = workspace.getWorkspaceFolder(uri);
  if (own !== undefined) return isLocal(own) ? own : null;
  return uri.scheme === 'untitled' ? onlyFolder() : null;
}

/** The folder there is, or that of the active editor. */
export function onlyFolder(): WorkspaceFolder | null {
  const active = window.activeTextEditor?.document.uri;
  const own = active === undefined ? undefined : workspace.getWorkspaceFolder(active);
  const [first] = workspace.workspaceFolders ?? [];
  const folder = own ?? first;
  return folder !== undefined && isLocal(folder) ? folder : null;
}

/**
 * The folder that a terminal is for: the only one, or what the user picks of several.
 * @returns null without a folder on this machine; undefined when the user picked none
 */
export async function pickFolder(): Promise<WorkspaceFolder | null | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(isLocal);
  if (folders.length < 2) return folders[0] ?? null;
  const picked = await window.showWorkspaceFolderPick({ placeHolder: l10n.t('Which folder is the sandbox for?') });
  return picked === undefined || !isLocal(picked) ? undefined : picked;
}
