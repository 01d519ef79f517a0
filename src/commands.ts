import { commands, type Disposable } from 'vscode';
import type { Services } from './services.js';
import { tell } from './sentences.js';

/** Every command; test/tidy compares them with package.json. */
export const commandIds = {
  runFile: 'bellglass.runFile',
  runSelection: 'bellglass.runSelection',
  runCommand: 'bellglass.runCommand',
  rerun: 'bellglass.rerun',
  stopRun: 'bellglass.stopRun',
  newTerminal: 'bellglass.newTerminal',
  useForNewTerminals: 'bellglass.useForNewTerminals',
  useUsualTerminals: 'bellglass.useUsualTerminals',
  chooseMode: 'bellglass.chooseMode',
  showSandboxes: 'bellglass.showSandboxes',
  startSandbox: 'bellglass.startSandbox',
  stopSandbox: 'bellglass.stopSandbox',
  restartSandbox: 'bellglass.restartSandbox',
  renameSandbox: 'bellglass.renameSandbox',
  removeSandbox: 'bellglass.removeSandbox',
  inspectSandbox: 'bellglass.inspectSandbox',
  openTerminal: 'bellglass.openTerminal',
  attachSession: 'bellglass.attachSession',
  endSession: 'bellglass.endSession',
  checkSetup: 'bellglass.checkSetup',
  showLog: 'bellglass.showLog',
  openWalkthrough: 'bellglass.openWalkthrough',
} as const;

/** The id of a command. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Registers a command; what it throws becomes one sentence, with a button where a button helps. */
export function onCommand(
  { log }: Pick<Services, 'log'>,
  id: CommandId,
  act: (...given: unknown[]) => Promise<unknown> | undefined,
): Disposable {
  return commands.registerCommand(id, async (...given: unknown[]) => {
    try {
      return await act(...given);
    } catch (thrown) {
      tell(thrown, log);
      return undefined;
    }
  });
}
