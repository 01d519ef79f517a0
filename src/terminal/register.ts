import { TerminalProfile, window, workspace, type TerminalOptions } from 'vscode';
import { commandIds, onCommand } from '../commands.js';
import { sandboxOf, sessionOf } from '../daemon/given.js';
import { Lifetime } from '../lifecycle.js';
import type { Services } from '../services.js';
import { tell } from '../sentences.js';
import { sessionOfOptions } from './attachedSession.js';
import { hangUpUnseen, watchClosing } from './closing.js';
import { tellContext, useForNewTerminals, useUsualTerminals } from './defaultProfile.js';
import { newShell, shellIn, viewOf } from './openTerminal.js';
import { mayOpenTerminal } from './trust.js';

/** The id of the profile in package.json. */
const profileId = 'bellglass.terminal';

/** Sandboxed terminals: their profile and their commands. */
export function registerTerminal(services: Services): Lifetime {
  const lifetime = new Lifetime();
  const showing = watchClosing(lifetime, services);
  lifetime.hold(
    window.registerTerminalProfileProvider(profileId, {
      provideTerminalProfile: async () => {
        try {
          const options = (await mayOpenTerminal()) ? await newShell(services) : null;
          if (options === null) return undefined;
          showOnceOpen(options, lifetime);
          const session = sessionOfOptions(options);
          if (session !== null) void hangUpUnseen(session, services);
          return new TerminalProfile(options);
        } catch (thrown) {
          tell(thrown, services.log);
          return undefined;
        }
      },
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.newTerminal, async () => {
      if (!(await mayOpenTerminal())) return;
      const options = await newShell(services);
      if (options !== null) window.createTerminal(options).show();
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.openTerminal, async (given) => {
      const sandbox = await sandboxOf(services.sandboxes, given, ['running']);
      if (sandbox === null || !(await mayOpenTerminal())) return;
      window.createTerminal(await shellIn(sandbox, services)).show();
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.attachSession, async (given) => {
      const found = sessionOf(services.sandboxes, given);
      const open = found === null ? undefined : showing(found.session.id);
      open?.show();
      if (found === null || open !== undefined || !(await mayOpenTerminal())) return;
      window.createTerminal(viewOf(found.session, found.sandbox, services)).show();
    }),
  );
  lifetime.hold(onCommand(services, commandIds.useForNewTerminals, useForNewTerminals));
  lifetime.hold(onCommand(services, commandIds.useUsualTerminals, useUsualTerminals));
  lifetime.hold(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('terminal.integrated')) tellContext();
    }),
  );
  tellContext();
  return lifetime;
}

// VS Code shows the terminal of an extension's profile only where no other one is.
function showOnceOpen({ shellArgs }: TerminalOptions, lifetime: Lifetime): void {
  const listener = lifetime.hold(
    window.onDidOpenTerminal((terminal) => {
      const { creationOptions } = terminal;
      if (!('shellArgs' in creationOptions) || String(creationOptions.shellArgs) !== String(shellArgs)) return;
      listener.dispose();
      terminal.show();
    }),
  );
}
