import { existsSync } from 'node:fs';
import { commands, l10n, window } from 'vscode';
import { commandIds, onCommand } from '../commands.js';
import { nativeFolder, platformFolder } from '../daemon/program.js';
import { Lifetime } from '../lifecycle.js';
import type { Services } from '../services.js';

/** Why sandboxes cannot work here, with a command that leads where they do; null where they can. */
export interface Unsupported {
  readonly sentence: string;
  readonly button: { readonly caption: string; readonly command: string } | null;
}

/**
 * Windows itself, a Mac, and a package without the programs of this platform.
 * @param natives where those programs are
 */
export function unsupported(platform: NodeJS.Platform, natives: string): Unsupported | null {
  if (platform === 'win32') {
    return {
      sentence: l10n.t('Bellglass needs Linux. On Windows it works in WSL: open this folder there.'),
      button: { caption: l10n.t('Reopen in WSL'), command: 'remote-wsl.reopenInWSL' },
    };
  }
  if (platform !== 'linux') {
    const sentence = l10n.t(
      'Bellglass runs on Linux only yet. Connect to a Linux machine with Remote - SSH, and it runs there.',
    );
    return { sentence, button: null };
  }
  if (existsSync(natives)) return null;
  const sentence = l10n.t(
    'This package of Bellglass holds no microVM for {0}. Install the package for your platform.',
    platformFolder(),
  );
  return { sentence, button: null };
}

/** Where the programs of a machine are. */
export function nativesOf({ context }: Pick<Services, 'context'>): string {
  return process.env['BELLGLASS_NATIVE'] ?? nativeFolder(context.extensionPath);
}

/** Every command, and the terminal profile, say why nothing works here. Nothing else is registered. */
export function registerRefusal(why: Unsupported, services: Pick<Services, 'log'>): Lifetime {
  const lifetime = new Lifetime();
  const refuse = async (): Promise<undefined> => {
    const { sentence, button } = why;
    const answer = await window.showErrorMessage(sentence, ...(button === null ? [] : [button.caption]));
    if (button !== null && answer === button.caption) await commands.executeCommand(button.command);
  };
  for (const id of Object.values(commandIds)) lifetime.hold(onCommand(services, id, refuse));
  lifetime.hold(
    window.registerTerminalProfileProvider('bellglass.terminal', {
      provideTerminalProfile: refuse,
    }),
  );
  return lifetime;
}
