import { l10n, StatusBarAlignment, window, workspace } from 'vscode';
import { commandIds } from '../commands.js';
import type { Sandboxes } from '../daemon/sandboxes.js';
import type { Lifetime } from '../lifecycle.js';

/** Between the usual items of the left side. */
const priority = 10;

/** The status bar's item: how many sandboxes run. */
export function registerStatusBar(sandboxes: Sandboxes, lifetime: Lifetime): void {
  const item = lifetime.hold(window.createStatusBarItem('bellglass.status', StatusBarAlignment.Left, priority));
  item.name = 'Bellglass';
  item.command = commandIds.showSandboxes;
  const update = (): void => {
    const all = sandboxes.all();
    const running = all.filter(({ state }) => state === 'running');
    const paths = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const own = running.filter(({ settings }) => paths.includes(settings.workspace?.path ?? ''));
    item.text = running.length === 0 ? '$(beaker)' : `$(beaker) ${String(running.length)}`;
    const said = running.length === 1 ? l10n.t('1 sandbox runs') : l10n.t('{0} sandboxes run', running.length);
    item.tooltip = [`Bellglass: ${said}`, ...own.map(({ name }) => l10n.t('of this folder: {0}', name))].join('\n');
    item.accessibilityInformation = { label: `Bellglass: ${said}`, role: 'button' };
  };
  lifetime.hold({ dispose: sandboxes.onChanged(update) });
  update();
  item.show();
}
