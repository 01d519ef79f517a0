import { l10n, window } from 'vscode';
import { commandIds, onCommand } from '../commands.js';
import { Lifetime } from '../lifecycle.js';
import type { Services } from '../services.js';
import { runCommand, runFile, runSelection } from './runInSandbox.js';
import { ShownRuns } from './shownRuns.js';

/** Run in Sandbox: its commands. */
export function registerRun(services: Services): Lifetime {
  const lifetime = new Lifetime();
  const runs = lifetime.hold(new ShownRuns());
  const nothing = async (): Promise<void> => {
    await window.showInformationMessage(l10n.t('Nothing was run in a sandbox yet.'));
  };
  lifetime.hold(
    onCommand(services, commandIds.runFile, async (uri) => {
      await runFile(uri, services, runs);
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.runSelection, async () => {
      await runSelection(services, runs);
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.runCommand, async () => {
      await runCommand(services, runs);
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.rerun, async () => {
      await (runs.current()?.start() ?? nothing());
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.stopRun, async () => {
      await (runs.current()?.stop() ?? nothing());
    }),
  );
  return lifetime;
}
