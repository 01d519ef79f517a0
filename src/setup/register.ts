import { commands } from 'vscode';
import { commandIds, onCommand } from '../commands.js';
import { Lifetime } from '../lifecycle.js';
import type { Services } from '../services.js';
import { checkSetup } from './checkSetup.js';
import { DaemonLog } from './daemonLog.js';

/** The walkthrough of package.json. */
const walkthrough = 'bellglass.bellglass#bellglass.start';

/** The set-up: its check, its log and its walkthrough. */
export function registerSetup(services: Services): Lifetime {
  const lifetime = new Lifetime();
  const { daemon, log } = services;
  const daemonLog = lifetime.hold(new DaemonLog(daemon, log));
  // Not once there is a connection: a daemon that does not start is the one whose log is asked for.
  lifetime.hold({ dispose: daemon.onWanted(daemonLog.begin.bind(daemonLog)) });
  lifetime.hold(
    onCommand(services, commandIds.checkSetup, async () => {
      await checkSetup(services);
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.showLog, () => {
      daemonLog.begin();
      log.show();
      return undefined;
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.openWalkthrough, async () => {
      await commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
    }),
  );
  return lifetime;
}
