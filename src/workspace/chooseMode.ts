import { l10n, ThemeIcon, window, type QuickPickItem } from 'vscode';
import type { Services } from '../services.js';
import type { OfferedMode } from './mode.js';

/** A folder of the workspace, as VS Code has it. */
interface Folder {
  readonly uri: { readonly toString: () => string };
  readonly name: string;
}

const icons = { readonly: 'lock', direct: 'edit', none: 'eye-closed', review: 'diff' } as const;

/** How a mode is said in a terminal's name and in a list. */
export function modeWord(mode: OfferedMode | 'review'): string {
  switch (mode) {
    case 'readonly':
      return l10n.t('read-only');
    case 'direct':
      return l10n.t('direct');
    case 'none':
      return l10n.t('no folder');
    case 'review':
      return l10n.t('review');
  }
}

/** What the tab of something that runs in a sandbox says: what it is and the mode, and the mode again as an icon, since tabs are narrow. */
export function tabOf(
  name: string,
  mode: OfferedMode | 'review',
): { readonly name: string; readonly iconPath: ThemeIcon } {
  return { name: l10n.t('{0} (sandbox, {1})', name, modeWord(mode)), iconPath: new ThemeIcon(icons[mode]) };
}

function choices(): (QuickPickItem & { mode: OfferedMode })[] {
  return [
    {
      label: l10n.t('Read-only'),
      iconPath: new ThemeIcon(icons.readonly),
      description: l10n.t('recommended'),
      detail: l10n.t('Programs read the folder and change nothing in it.'),
      mode: 'readonly',
    },
    {
      label: l10n.t('Direct'),
      iconPath: new ThemeIcon(icons.direct),
      description: l10n.t('programs change the folder itself, at once and for good'),
      // A longer line is cut off.
      detail: l10n.t('Changed build files, git hooks and editor settings later run outside the sandbox.'),
      mode: 'direct',
    },
    {
      label: l10n.t('None'),
      iconPath: new ThemeIcon(icons.none),
      description: '',
      detail: l10n.t('Programs do not see the folder.'),
      mode: 'none',
    },
  ];
}

function chosenNow({ description = '' }: QuickPickItem): string {
  return [l10n.t('chosen now'), ...(description === '' ? [] : [description])].join(', ');
}

/** Asks how sandboxes may see a folder, and remembers the answer. @returns null when the user gave no answer */
export async function chooseMode(folder: Folder, { modes }: Pick<Services, 'modes'>): Promise<OfferedMode | null> {
  const known = modes.of(folder.uri.toString());
  const offered = choices();
  const chosen = await window.showQuickPick(
    offered.map((choice) => (choice.mode === known ? { ...choice, description: chosenNow(choice) } : choice)),
    {
      title: l10n.t('How may sandboxes see "{0}"?', folder.name),
      placeHolder: l10n.t('Image: the tools of this machine. A kernel of its own, and no network.'),
      ignoreFocusOut: true,
    },
  );
  if (chosen === undefined) return null;
  await modes.remember(folder.uri.toString(), chosen.mode);
  return chosen.mode;
}

/** The mode that holds for a folder: what was chosen, else what the user answers now. @returns null when there was no answer */
export async function modeFor(folder: Folder, services: Pick<Services, 'modes'>): Promise<OfferedMode | null> {
  return services.modes.of(folder.uri.toString()) ?? (await chooseMode(folder, services));
}
