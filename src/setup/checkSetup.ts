import { setTimeout as sleep } from 'node:timers/promises';
import { env, l10n, ThemeIcon, window, type QuickInputButton, type QuickPickItem, type Terminal } from 'vscode';
import type { DoctorLine } from '../../daemon/protocol/doctor.js';
import { asError } from '../../daemon/protocol/errors.js';
import { withProgress } from '../progress.js';
import type { Services } from '../services.js';
import { editorSentence } from '../ways.js';
import { count, headline, worstFirst } from './repairs.js';

/** A line of the doctor's in the list. */
type Row = QuickPickItem & Pick<DoctorLine, 'command'>;

const icons = { ok: '$(pass)', warning: '$(warning)', missing: '$(error)' } as const;

const repairButton = (): QuickInputButton => ({
  iconPath: new ThemeIcon('terminal'),
  tooltip: l10n.t('Put the command into a terminal of this machine'),
});
const copyButton = (): QuickInputButton => ({ iconPath: new ThemeIcon('copy'), tooltip: l10n.t('Copy the command') });

/** Looks at what works on this machine and what does not, and shows it with what to do. */
export async function checkSetup(services: Services): Promise<void> {
  const outcome = await withProgress(
    l10n.t('Checking the set-up of Bellglass'),
    async () => await linesOf(services),
    // It changes nothing, so nobody has to wait for its end.
    () => Promise.resolve(),
  );
  if (outcome === 'cancelled') return;
  const lines = worstFirst(outcome.done);
  for (const { state, title, detail, repair } of lines)
    services.log.info(`${state}: ${title}: ${detail}${repair === null ? '' : ` -> ${repair}`}`);
  show(lines, services);
}

async function linesOf({ daemon }: Services): Promise<readonly DoctorLine[]> {
  try {
    return (await (await daemon.open()).call('doctor', {})).lines;
  } catch (thrown) {
    const detail = editorSentence(asError(thrown));
    return [{ id: 'daemon', title: 'daemon', state: 'missing', detail, repair: null, command: null }];
  }
}

function show(lines: readonly DoctorLine[], services: Services): void {
  const pick = window.createQuickPick<Row>();
  pick.title = headline(count(lines), l10n);
  pick.placeholder = l10n.t('Enter puts the command of a line into a terminal.');
  pick.matchOnDetail = true;
  pick.matchOnDescription = true;
  pick.items = lines.map(rowOf);
  const again: QuickInputButton = { iconPath: new ThemeIcon('refresh'), tooltip: l10n.t('Check again') };
  pick.buttons = [again];
  pick.onDidTriggerButton(() => {
    pick.hide();
    void checkSetup(services);
  });
  pick.onDidTriggerItemButton(({ item, button }) => {
    if (item.command === null) return;
    if (button.iconPath instanceof ThemeIcon && button.iconPath.id === 'copy')
      void env.clipboard.writeText(item.command);
    else void repair(item.command);
  });
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (chosen === undefined || chosen.command === null) return;
    pick.hide();
    void repair(chosen.command);
  });
  pick.onDidHide(() => {
    pick.dispose();
  });
  pick.show();
}

function rowOf(line: DoctorLine): Row {
  const { state, title, detail, repair, command } = line;
  return {
    label: `${icons[state]} ${title}`,
    description: detail,
    ...(repair === null ? {} : { detail: l10n.t('To do: {0}', repair) }),
    ...(command === null ? {} : { buttons: [repairButton(), copyButton()] }),
    command,
  };
}

// The command is the user's to run: it is typed, not sent.
async function repair(command: string): Promise<void> {
  const terminal = window.createTerminal({ name: l10n.t('Repair (this machine)'), iconPath: new ThemeIcon('tools') });
  terminal.show();
  await prompted(terminal);
  terminal.sendText(command, false);
}

/** How long a shell may take to its first prompt, in milliseconds: not every one tells. */
const patience = 2000;

// What is typed before the prompt is there is shown twice.
async function prompted(terminal: Terminal): Promise<void> {
  const told = Promise.withResolvers<null>();
  const listener = window.onDidChangeTerminalShellIntegration((change) => {
    if (change.terminal === terminal) told.resolve(null);
  });
  await Promise.race([told.promise, sleep(patience)]);
  listener.dispose();
}
