import { l10n, window, workspace } from 'vscode';
import type { Daemon } from '../../daemon/client/daemon.js';
import { commandIds, onCommand } from '../commands.js';
import { sandboxOf, sessionOf } from '../daemon/given.js';
import type { Sandboxes } from '../daemon/sandboxes.js';
import type { Lifetime } from '../lifecycle.js';
import { withProgress } from '../progress.js';
import type { Services } from '../services.js';
import { nameProblem } from './nameProblem.js';

/** What processes have to end in after SIGTERM, in milliseconds, as on the command line. */
const grace = 10_000;
const SIGHUP = 1;

/** What can be done with a sandbox: from the view's menus, and from the palette with a pick. */
export function registerActions(services: Services, lifetime: Lifetime): void {
  const { sandboxes, daemon } = services;
  const simple = (id: 'startSandbox' | 'stopSandbox' | 'restartSandbox'): void => {
    const { states, title, call } = deeds[id];
    lifetime.hold(
      onCommand(services, commandIds[id], async (given) => {
        const sandbox = await sandboxOf(sandboxes, given, states);
        if (sandbox === null) return;
        const wish = { sandbox: sandbox.id };
        const act = async (): Promise<void> => {
          const connection = await daemon.open();
          if (call !== 'sandbox.start') await endHere(sandboxes, connection, sandbox.id);
          const done =
            call === 'sandbox.start'
              ? await connection.call(call, wish)
              : await connection.call(call, { ...wish, graceMs: grace });
          sandboxes.learn(done);
        };
        const giveUp = async (): Promise<void> => {
          await (await daemon.open()).call('sandbox.stop', { ...wish, graceMs: 0 });
        };
        await withProgress(title(sandbox.name), act, call === 'sandbox.start' ? giveUp : undefined);
      }),
    );
  };
  simple('startSandbox');
  simple('stopSandbox');
  simple('restartSandbox');
  lifetime.hold(
    onCommand(services, commandIds.renameSandbox, async (given) => {
      await rename(services, given);
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.removeSandbox, async (given) => {
      await remove(services, given);
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.inspectSandbox, async (given) => {
      const sandbox = await sandboxOf(sandboxes, given, ['created', 'starting', 'running', 'stopping', 'stopped']);
      if (sandbox === null) return;
      const info = await (await daemon.open()).call('sandbox.inspect', { sandbox: sandbox.id });
      const document = await workspace.openTextDocument({ language: 'json', content: JSON.stringify(info, null, 2) });
      await window.showTextDocument(document, { preview: true });
    }),
  );
  lifetime.hold(
    onCommand(services, commandIds.endSession, async (given) => {
      const found = sessionOf(sandboxes, given);
      if (found !== null)
        await (await daemon.open()).call('session.signal', { sessionId: found.session.id, signal: SIGHUP });
    }),
  );
}

const deeds = {
  startSandbox: {
    states: ['created', 'stopped'],
    title: (name: string) => l10n.t('Starting {0}', name),
    call: 'sandbox.start',
  },
  stopSandbox: { states: ['running'], title: (name: string) => l10n.t('Stopping {0}', name), call: 'sandbox.stop' },
  restartSandbox: {
    states: ['running'],
    title: (name: string) => l10n.t('Restarting {0}', name),
    call: 'sandbox.restart',
  },
} as const;

async function rename({ sandboxes, daemon }: Services, given: unknown): Promise<void> {
  const sandbox = await sandboxOf(sandboxes, given, ['created', 'running', 'stopped']);
  if (sandbox === null) return;
  const name = await window.showInputBox({
    title: l10n.t('Rename {0}', sandbox.name),
    value: sandbox.name,
    validateInput: nameProblem,
  });
  if (name === undefined || name === sandbox.name) return;
  sandboxes.learn(await (await daemon.open()).call('sandbox.rename', { sandbox: sandbox.id, name }));
}

async function remove({ sandboxes, daemon }: Services, given: unknown): Promise<void> {
  const sandbox = await sandboxOf(sandboxes, given, ['created', 'running', 'stopped']);
  if (sandbox === null) return;
  const agreed = l10n.t('Remove');
  const answer = await window.showWarningMessage(
    l10n.t('Remove the sandbox {0}?', sandbox.name),
    {
      modal: true,
      detail: l10n.t('What runs in it ends, and its disk is deleted. The folder it shows stays as it is.'),
    },
    agreed,
  );
  if (answer !== agreed) return;
  await withProgress(l10n.t('Removing {0}', sandbox.name), async () => {
    const connection = await daemon.open();
    await endHere(sandboxes, connection, sandbox.id);
    await connection.call('sandbox.remove', { sandbox: sandbox.id, force: true });
  });
}

/** Before this window ends a sandbox: what becomes of its terminals is the user's own wish. */
async function endHere(sandboxes: Sandboxes, connection: Daemon, sandbox: string): Promise<void> {
  const { sessions } = await connection.call('sandbox.inspect', { sandbox });
  for (const { id } of sessions) sandboxes.endedHere.add(id);
}
