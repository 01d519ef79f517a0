import { basename } from 'node:path';
import { l10n, Uri, window, workspace, type TextDocument, type TextEditor } from 'vscode';
import type { Services } from '../services.js';
import { readSettings } from '../settings.js';
import { modeFor, modeWord, tabOf } from '../workspace/chooseMode.js';
import { folderOf, onlyFolder } from '../workspace/folder.js';
import type { Shown } from '../workspace/asked.js';
import { ChannelSurface } from './channelSurface.js';
import { requestOf } from './request.js';
import { ShownRun, type What } from './shownRun.js';
import type { ShownRuns } from './shownRuns.js';
import { commandOf, pieceOf, wholeOf, type Home, type Source, type Target } from './target.js';
import { TerminalSurface } from './terminalSurface.js';

/** What the user wants to run. */
interface Wish {
  /** The same key is run again where it was run before. */
  readonly key: string;
  readonly folder: ReturnType<typeof onlyFolder>;
  readonly title: string;
  /** Looked at again for each run. */
  readonly target: () => Promise<Target>;
}

/** Runs a file of the explorer, else the active editor's document, with what is not saved of it. */
export async function runFile(given: unknown, services: Services, runs: ShownRuns): Promise<void> {
  const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    await window.showInformationMessage(l10n.t('Open a file first, then run it in a sandbox.'));
    return;
  }
  const folder = folderOf(uri);
  const home = { folder: folder?.uri.fsPath ?? null };
  let latest: Target | null = null;
  const target = async (): Promise<Target> => (latest = (await targetOf(uri, home)) ?? latest ?? onDisk(uri));
  await run({ key: uri.toString(), folder, title: basename(uri.path), target }, services, runs);
}

/** null: a document that was never saved is closed. */
async function targetOf(uri: Uri, home: Home): Promise<Target | null> {
  const open = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString() && !one.isClosed);
  if (open !== undefined) return wholeOf(sourceOf(open), home);
  // A file too large, or binary, to be opened as text is run as it is on disk.
  if (uri.scheme === 'file') return onDisk(uri);
  return uri.scheme === 'untitled' ? null : wholeOf(sourceOf(await workspace.openTextDocument(uri)), home);
}

/** Runs what is selected in the active editor. */
export async function runSelection(services: Services, runs: ShownRuns): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) {
    await window.showInformationMessage(l10n.t('Select some code first, then run it in a sandbox.'));
    return;
  }
  const { text, firstLine } = selected(editor);
  const source = sourceOf(editor.document);
  const folder = folderOf(editor.document.uri);
  const target = pieceOf(source, { folder: folder?.uri.fsPath ?? null }, text, firstLine);
  const key = `${editor.document.uri.toString()}#`;
  await run({ key, folder, title: target.title, target: () => Promise.resolve(target) }, services, runs);
}

/** Asks for a command and runs it. */
export async function runCommand(services: Services, runs: ShownRuns): Promise<void> {
  const line = await window.showInputBox({
    title: l10n.t('Run a Command in a Sandbox'),
    prompt: l10n.t('A shell reads it, in the folder.'),
    placeHolder: 'npm test',
    value: services.context.workspaceState.get('lastCommand', ''),
  });
  if (line === undefined || line.trim() === '') return;
  await services.context.workspaceState.update('lastCommand', line);
  const target = commandOf(line);
  const wish = { key: `$ ${line}`, folder: onlyFolder(), title: target.title, target: () => Promise.resolve(target) };
  await run(wish, services, runs);
}

async function run({ key, folder, title, target }: Wish, services: Services, runs: ShownRuns): Promise<void> {
  const mode = folder === null ? 'none' : await modeFor(folder, services);
  if (mode === null) return;
  const shown: Shown | null = folder === null ? null : { path: folder.uri.fsPath, mode };
  const tab = tabOf(title, mode);
  const what: What = {
    title,
    tab: tab.name,
    heading: l10n.t('{0} in a sandbox; folder: {1}; image: host', title, modeWord(mode)),
    requestFor: async (terminal) => requestOf(await target(), shown, readSettings(), terminal),
  };
  const { isTrusted } = workspace;
  const place = [key, folder?.uri.toString() ?? '', mode, isTrusted].join('\n');
  const existing = runs.at(place);
  if (existing !== undefined) {
    await existing.start(what);
    return;
  }
  const surface = isTrusted ? new TerminalSurface(tab) : new ChannelSurface(`Bellglass: ${tab.name}`);
  const added = new ShownRun(surface, what, services.daemon, runs.update);
  runs.add(place, added);
  await added.start();
}

function onDisk(uri: Uri): Target {
  return { kind: 'file', path: uri.fsPath, content: null, title: basename(uri.fsPath) };
}

function sourceOf(document: TextDocument): Source {
  const { uri } = document;
  return {
    path: uri.scheme === 'file' ? uri.fsPath : null,
    name: basename(uri.path),
    languageId: document.languageId,
    text: document.getText(),
    dirty: document.isDirty,
  };
}

function selected({ document, selection }: TextEditor): { text: string; firstLine: number } {
  const { start } = selection;
  // From the beginning of its first line, if only white space stands before it: its indentation counts.
  const before = document.lineAt(start.line).text.slice(0, start.character);
  const indent = before.trim() === '' ? before : '';
  return { text: indent + document.getText(selection), firstLine: start.line };
}
