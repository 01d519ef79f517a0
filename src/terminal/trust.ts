import { commands, l10n, window, workspace } from 'vscode';
import { commandIds } from '../commands.js';

/**
 * In Restricted Mode VS Code asks to trust the folder before it opens any terminal, a sandboxed one too; says so, and what works without.
 * @returns whether to open one
 */
export async function mayOpenTerminal(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const goOn = l10n.t('Go On to That Question');
  const instead = l10n.t('Run a Command in a Sandbox');
  const answer = await window.showWarningMessage(
    l10n.t('VS Code asks to trust this folder before it opens a terminal.'),
    {
      modal: true,
      detail: l10n.t(
        'A sandboxed terminal does not need that trust, but VS Code makes no exception for it; and trust lets every extension run what the folder brings, outside any sandbox. Files and commands run in a sandbox without it, and show their output as text.',
      ),
    },
    goOn,
    instead,
  );
  if (answer === instead) await commands.executeCommand(commandIds.runCommand);
  return answer === goOn;
}
