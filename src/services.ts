import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { DaemonLink } from './daemon/link.js';
import type { Sandboxes } from './daemon/sandboxes.js';
import type { ModeMemory } from './workspace/mode.js';

/** What features are given. */
export interface Services {
  readonly context: ExtensionContext;
  readonly daemon: DaemonLink;
  /** The user's sandboxes, as the daemon tells them. */
  readonly sandboxes: Sandboxes;
  /** How sandboxes may see each folder. */
  readonly modes: ModeMemory;
  readonly log: LogOutputChannel;
}
