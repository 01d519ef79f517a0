import { l10n } from 'vscode';
import type { SandboxState } from '../../daemon/protocol/sandbox/sandbox.js';

/** What a state is called. */
export function stateWord(state: SandboxState): string {
  switch (state) {
    case 'created':
      return l10n.t('not started yet');
    case 'starting':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running');
    case 'stopping':
      return l10n.t('stopping');
    case 'stopped':
      return l10n.t('stopped');
  }
}
