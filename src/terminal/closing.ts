import { setTimeout as sleep } from 'node:timers/promises';
import { commands, l10n, TerminalExitReason, window, type Terminal } from 'vscode';
import type { Daemon } from '../../daemon/client/daemon.js';
import { asError } from '../../daemon/protocol/errors.js';
import { commandIds } from '../commands.js';
import type { Lifetime } from '../lifecycle.js';
import { tell } from '../sentences.js';
import type { Services } from '../services.js';
import { sessionOfOptions, sessionOfProcess } from './attachedSession.js';

const SIGHUP = 1;
/** How long, and how often, the daemon is asked whether another terminal shows the same session, in milliseconds. */
const patience = 5000;
const every = 100;
/** How long a machine that took a terminal with it may take to be known as ended, in milliseconds. */
const settle = 500;
/** How long the user may think about VS Code's question before a terminal, in milliseconds. */
const refusal = 60_000;

/**
 * Ends a shell whose last terminal the user closed, as a local terminal would, and says so when a terminal could not show its session any more. A window
 * that is closed or reloaded ends none.
 * @returns finds the terminal of this window that shows a session
 */
export function watchClosing(lifetime: Lifetime, services: Services): (sessionId: string) => Terminal | undefined {
  const sessions = new Map<Terminal, string>();
  const note = async (terminal: Terminal): Promise<void> => {
    const session = sessionOfOptions(terminal.creationOptions) ?? (await sessionOfProcess(await terminal.processId));
    if (session !== null) sessions.set(terminal, session);
  };
  for (const terminal of window.terminals) void note(terminal);
  lifetime.hold(
    window.onDidOpenTerminal((terminal) => {
      void note(terminal);
    }),
  );
  lifetime.hold(
    window.onDidCloseTerminal((terminal) => {
      const sessionId = sessions.get(terminal);
      if (sessionId === undefined) return;
      sessions.delete(terminal);
      const reason = terminal.exitStatus?.reason ?? TerminalExitReason.Unknown;
      if (reason === TerminalExitReason.User) void hangUp(sessionId, services);
      else if (reason === TerminalExitReason.Process) void explain(sessionId, services);
    }),
  );
  return (sessionId) => [...sessions].find(([, id]) => id === sessionId)?.[0];
}

/** Ends a shell that no terminal shows, or will show soon: VS Code may have refused to open its terminal. */
export async function hangUpUnseen(sessionId: string, services: Pick<Services, 'daemon' | 'log'>): Promise<void> {
  await sleep(refusal, undefined, { ref: false });
  await hangUp(sessionId, services);
}

async function hangUp(sessionId: string, { daemon, log }: Pick<Services, 'daemon' | 'log'>): Promise<void> {
  try {
    const connection = await daemon.open();
    if (await shownElsewhere(connection, sessionId)) return;
    await connection.call('session.signal', { sessionId, signal: SIGHUP });
  } catch (thrown) {
    log.info(`session ${sessionId} was not ended: ${asError(thrown).code}`);
  }
}

let explaining = false;

/** Says what became of a terminal whose sandbox is gone; once for all that went with it. */
async function explain(sessionId: string, { daemon, sandboxes, log }: Services): Promise<void> {
  if (sandboxes.endedHere.has(sessionId)) return;
  try {
    await sleep(settle);
    // Without a daemon nothing runs, and none is started to say so.
    const runs = daemon.current !== null && (await itsSandboxRuns(daemon.current, sessionId));
    if (runs || explaining) return;
    explaining = true;
    await offerAnother().finally(() => (explaining = false));
  } catch (thrown) {
    tell(thrown, log);
  }
}

// The daemon learns a moment later than VS Code that a terminal is gone.
async function shownElsewhere(daemon: Daemon, sessionId: string): Promise<boolean> {
  for (let waited = 0; waited < patience; waited += every) {
    const { sandboxes } = await daemon.call('sandbox.list', {});
    const session = sandboxes.flatMap(({ sessions }) => sessions).find(({ id }) => id === sessionId);
    if (session === undefined || session.viewers === 0) return false;
    await sleep(every);
  }
  return true;
}

async function itsSandboxRuns(daemon: Daemon, sessionId: string): Promise<boolean> {
  const { sandboxes } = await daemon.call('sandbox.list', {});
  return sandboxes.some(({ state, sessions }) => state === 'running' && sessions.some(({ id }) => id === sessionId));
}

async function offerAnother(): Promise<void> {
  const again = l10n.t('New Sandboxed Terminal');
  const said = l10n.t('The sandboxed terminal is gone: its sandbox was stopped or removed.');
  if ((await window.showWarningMessage(said, again)) === again) await commands.executeCommand(commandIds.newTerminal);
}
