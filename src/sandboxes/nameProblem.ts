import { l10n } from 'vscode';
import { sandboxName } from '../../daemon/protocol/sandbox/wishes.js';

/** What is wrong with a name for a sandbox, as a sentence; undefined when it may be called so. */
export function nameProblem(name: string): string | undefined {
  if (sandboxName.safeParse(name).success) return undefined;
  return l10n.t(
    'A name begins with a letter or digit and holds only letters, digits, ".", "_" and "-", at most 63 of them.',
  );
}
