import type { Workbench } from '../../helpers/vscode/workbench.js';
import { DaemonMarks, type MarkedRun } from './daemonMarks.js';
import { type Clicked, clickAndSee } from './inPage.js';
import { onTerminal, type Seen } from './onTerminal.js';

const output = 'the-output';
/** What is run; its name is in the terminal's heading, so it has nothing of the output. */
export const programName = 'hello.py';
export const program = `print("${output}")\n`;

/** One round: the same file run by the command, by a click that opens a terminal, and by a click that finds it open. */
export interface ClickRound {
  readonly command: Seen & { readonly run: MarkedRun };
  readonly fresh: Clicked & { readonly run: MarkedRun };
  readonly again: Clicked & { readonly run: MarkedRun };
}

/** How long a run may take to its end, in milliseconds. */
const patience = 60_000;
const button = /^Run in Sandbox/;

/** Measures rounds in changing order, after one in which the folder's mode is chosen and caches fill. The folder is open, the daemon the session's. */
export async function measureClicks(workbench: Workbench, count: number): Promise<ClickRound[]> {
  const { quickInput } = workbench;
  await quickInput.openFile(programName);
  const marks = await DaemonMarks.open(workbench.session);
  try {
    await chooseReadOnly(workbench);
    const rounds: ClickRound[] = [];
    for (let index = 0; index <= count; index++) {
      const round = await measureRound(workbench, marks, index % 2 === 0);
      if (index > 0) rounds.push(round);
    }
    return rounds;
  } finally {
    marks.close();
  }
}

async function chooseReadOnly(workbench: Workbench): Promise<void> {
  const { quickInput, views, terminals } = workbench;
  await views.titleButton(button).click();
  await quickInput.pick('Read-only');
  await terminals.see(/Exit code 0/, patience);
  await closeTerminal(workbench);
}

async function measureRound(workbench: Workbench, marks: DaemonMarks, commandFirst: boolean): Promise<ClickRound> {
  const { session } = workbench;
  const command = async (): Promise<ClickRound['command']> =>
    await marks.around(async () => await onTerminal(session, ['run', programName], output));
  const early = commandFirst ? await command() : null;
  const fresh = await click(workbench, marks);
  const again = await click(workbench, marks);
  await closeTerminal(workbench);
  return { command: early ?? (await command()), fresh, again };
}

async function click({ page, views, terminals }: Workbench, marks: DaemonMarks): Promise<ClickRound['fresh']> {
  const texts = { heading: `${programName} in a sandbox`, output };
  return await marks.around(async () => {
    const clicked = await clickAndSee(page, texts, async () => {
      await views.titleButton(button).click();
    });
    await terminals.see(/Exit code 0/, patience);
    return clicked;
  });
}

async function closeTerminal({ quickInput, terminals }: Workbench): Promise<void> {
  await quickInput.command('Terminal: Kill the Active Terminal Instance');
  await terminals.shown.waitFor({ state: 'hidden' });
}
