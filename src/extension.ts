import { window, type ExtensionContext } from 'vscode';
import { commandIds, onCommand } from './commands.js';
import { DaemonLink } from './daemon/link.js';
import { daemonBundle } from './daemon/program.js';
import { Sandboxes } from './daemon/sandboxes.js';
import { Lifetime } from './lifecycle.js';
import { registerRun } from './run/register.js';
import { registerSandboxes } from './sandboxes/register.js';
import type { Services } from './services.js';
import { nativesOf, registerRefusal, unsupported } from './setup/platform.js';
import { registerSetup } from './setup/register.js';
import { rememberIn } from './terminal/defaultProfile.js';
import { registerTerminal } from './terminal/register.js';
import { chooseMode } from './workspace/chooseMode.js';
import { pickFolder } from './workspace/folder.js';
import { ModeMemory } from './workspace/mode.js';

/** Called by VS Code once its window is ready. It joins a daemon that runs, and starts none: the first use does. */
export function activate(context: ExtensionContext): void {
  const lifetime = new Lifetime();
  context.subscriptions.push(lifetime);
  const log = lifetime.hold(window.createOutputChannel('Bellglass', { log: true }));
  const tell = (line: string): void => {
    log.info(line);
  };
  const daemon = new DaemonLink({ program: daemonBundle(context.extensionPath), env: process.env, log: tell });
  lifetime.hold({ dispose: daemon.close.bind(daemon) });
  const sandboxes = new Sandboxes(daemon, tell);
  lifetime.hold({ dispose: sandboxes.close.bind(sandboxes) });
  const services: Services = { context, daemon, sandboxes, modes: new ModeMemory(context.workspaceState), log };
  const why = unsupported(process.platform, nativesOf(services));
  if (why !== null) {
    lifetime.hold(registerRefusal(why, services));
    return;
  }
  rememberIn(context.workspaceState);
  for (const register of [registerRun, registerTerminal, registerSandboxes, registerSetup])
    lifetime.hold(register(services));
  lifetime.hold(
    onCommand(services, commandIds.chooseMode, async () => {
      const folder = await pickFolder();
      if (folder !== null && folder !== undefined) await chooseMode(folder, services);
    }),
  );
  void daemon.follow();
}
