import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { SandboxEnd, SandboxInfo, SandboxState } from '../../daemon/protocol/sandbox/sandbox.js';
import type { SessionInfo } from '../../daemon/protocol/sandbox/session.js';
import { commandIds } from '../commands.js';
import type { Given } from '../daemon/given.js';
import { stateWord } from '../daemon/stateWord.js';
import { editorSentence } from '../ways.js';
import { modeWord } from '../workspace/chooseMode.js';
import { usageText, type Usage } from './usage.js';

/** A row of the view. Menus give it to commands, which read it as Given. */
export type Node = Given & { readonly kind: 'sandbox' | 'session' };

/** Why a sandbox stopped, as a sentence. */
export function endSentence({ reason, error }: SandboxEnd): string {
  switch (reason) {
    case 'asked':
      return l10n.t('It was stopped.');
    case 'command':
      return l10n.t('Its program ended.');
    case 'expired':
      return l10n.t('Its time was up.');
    case 'idle':
      return l10n.t('Nothing had run in it for long enough.');
    case 'switchedOff':
      return l10n.t('It was switched off from inside.');
    case 'lost':
      return l10n.t('Its machine was killed while no daemon ran.');
    case 'failed':
      return error === null ? l10n.t('It failed.') : editorSentence(error);
  }
}

/** The row of a sandbox. */
export function sandboxItem(sandbox: SandboxInfo, usage: Usage | undefined): TreeItem {
  const { name, state, settings, sessions } = sandbox;
  const running = state === 'running';
  const shown = sessions.filter((session) => session.state === 'running');
  const item = new TreeItem(name, shown.length > 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None);
  item.id = sandbox.id;
  const mode = modeWord(settings.workspace?.mode ?? 'none');
  const said = [stateWord(state), mode, settings.image, ...(running && usage !== undefined ? [usageText(usage)] : [])];
  item.description = said.join(' · ');
  item.iconPath = iconOf(state, sandbox.end);
  item.contextValue = `sandbox.${running ? 'running' : state === 'starting' || state === 'stopping' ? 'busy' : 'stopped'}`;
  item.accessibilityInformation = { label: l10n.t('Sandbox {0}: {1}', name, said.join(', ')) };
  item.tooltip = tooltipOf(sandbox, usage);
  return item;
}

/** The row of a session. */
export function sessionItem(sandbox: SandboxInfo, session: SessionInfo): TreeItem {
  const number =
    sandbox.sessions.filter(({ terminal }) => (terminal === null) === (session.terminal === null)).indexOf(session) + 1;
  const label = session.terminal === null ? l10n.t('In the background {0}', number) : l10n.t('Terminal {0}', number);
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = `${sandbox.id}/${session.id}`;
  item.description =
    session.terminal === null
      ? session.command.join(' ')
      : session.viewers === 0
        ? l10n.t('not shown anywhere')
        : session.viewers === 1
          ? l10n.t('shown once')
          : l10n.t('shown {0} times', session.viewers);
  item.iconPath = new ThemeIcon(session.terminal === null ? 'server-process' : 'terminal');
  item.contextValue = session.terminal === null ? 'session.background' : 'session.terminal';
  if (session.terminal !== null) {
    const given: Given = { sandboxId: sandbox.id, sessionId: session.id };
    item.command = { command: commandIds.attachSession, title: l10n.t('Show Terminal'), arguments: [given] };
  }
  return item;
}

function iconOf(state: SandboxState, end: SandboxEnd | null): ThemeIcon {
  if (state === 'running') return new ThemeIcon('vm-running', new ThemeColor('charts.green'));
  if (state === 'starting' || state === 'stopping') return new ThemeIcon('loading~spin');
  if (end?.reason === 'failed' || end?.reason === 'lost')
    return new ThemeIcon('vm-outline', new ThemeColor('list.errorForeground'));
  return new ThemeIcon('vm');
}

function tooltipOf(sandbox: SandboxInfo, usage: Usage | undefined): MarkdownString {
  const { settings, machine, end, diskBytes } = sandbox;
  const text = new MarkdownString();
  const rows: (readonly [string, string])[] = [
    [l10n.t('Image'), settings.image],
    ...(settings.workspace === null ? [] : [[l10n.t('Folder'), settings.workspace.path] as const]),
    ...(machine === null ? [] : [[l10n.t('Machine'), `${machine.hypervisor}, Linux ${machine.kernel}`] as const]),
    ...(usage === undefined || usage.hostMemoryMiB === null
      ? []
      : [[l10n.t('Memory of this machine'), `${String(usage.hostMemoryMiB)} MiB`] as const]),
    ...(diskBytes === null ? [] : [[l10n.t('Disk'), `${String(Math.round(diskBytes / 1024 / 1024))} MiB`] as const]),
    ...(end === null ? [] : [[l10n.t('Stopped'), endSentence(end)] as const]),
  ];
  // Plain text: a folder's name is a stranger's.
  for (const [title, value] of rows) {
    text.appendText(`${title}: ${value}`);
    text.appendMarkdown('\n\n');
  }
  return text;
}
