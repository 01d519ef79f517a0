import { commands, l10n, window } from 'vscode';
import { commandIds, onCommand } from '../commands.js';
import { Lifetime } from '../lifecycle.js';
import { tell } from '../sentences.js';
import type { Services } from '../services.js';
import { registerActions } from './actions.js';
import { Meter } from './meter.js';
import { registerStatusBar } from './statusBar.js';
import { SandboxTree } from './tree.js';

/** The id of the view in package.json. */
const viewId = 'bellglass.sandboxes';

/** The view of sandboxes, what can be done in it, and the status bar's item. */
export function registerSandboxes(services: Services): Lifetime {
  const lifetime = new Lifetime();
  const { sandboxes, daemon, log } = services;
  const meter: Meter = new Meter(daemon, sandboxes, () => {
    tree.update();
  });
  const tree = lifetime.hold(new SandboxTree(sandboxes, meter));
  const view = lifetime.hold(window.createTreeView(viewId, { treeDataProvider: tree }));
  const update = (): void => {
    tree.update();
    const stale = sandboxes.stale ? [l10n.t('No daemon answers, so this may be old. "Show Log" says why.')] : [];
    view.message = [...stale, ...sandboxes.notices].join(' ');
  };
  lifetime.hold({ dispose: sandboxes.onChanged(update) });
  const seen = (): void => {
    meter.watch(view.visible);
    // The first look starts the daemon: only it knows which sandboxes there are.
    if (view.visible && !sandboxes.told)
      sandboxes.read().catch((thrown: unknown) => {
        tell(thrown, log);
      });
  };
  lifetime.hold(view.onDidChangeVisibility(seen));
  lifetime.hold({
    dispose: () => {
      meter.watch(false);
    },
  });
  seen();
  lifetime.hold(
    onCommand(services, commandIds.showSandboxes, async () => {
      await commands.executeCommand(`${viewId}.focus`);
    }),
  );
  registerActions(services, lifetime);
  registerStatusBar(sandboxes, lifetime);
  return lifetime;
}
