import { commands, l10n, window, type LogOutputChannel } from 'vscode';
import { asError, type BellglassError } from '../daemon/protocol/errors.js';
import { buttonFor, type Button } from './buttons.js';
import { editorSentence } from './ways.js';

function captionOf(button: Button): string {
  switch (button) {
    case 'checkSetup':
      return l10n.t('Check Set-up');
    case 'showLog':
      return l10n.t('Show Log');
    case 'showSandboxes':
      return l10n.t('Show Sandboxes');
    case 'chooseMode':
      return l10n.t('Choose Mode');
  }
}

/** Tells the user what went wrong: one sentence, and a button where one helps. */
export function tell(thrown: unknown, log: Pick<LogOutputChannel, 'error'>): void {
  const error = asError(thrown);
  log.error(thrown instanceof Error ? thrown : String(thrown));
  void offer(error, `Bellglass: ${editorSentence(error)}`);
}

/** Offers what helps after a run failed and its terminal says why; nothing where no button would help. */
export function offerHelp(error: BellglassError, title: string): void {
  if (buttonFor[error.code] !== null) void offer(error, l10n.t('Bellglass: the run of {0} failed.', title));
}

async function offer(error: BellglassError, said: string): Promise<void> {
  const button = buttonFor[error.code];
  const captions = button === null ? [] : [captionOf(button)];
  const answer = await window.showErrorMessage(said, ...captions);
  if (answer !== undefined && button !== null) await commands.executeCommand(`bellglass.${button}`);
}
