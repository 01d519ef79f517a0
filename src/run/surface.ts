import type { Event, Terminal } from 'vscode';
import type { TerminalSize } from '../../daemon/protocol/sandbox/session.js';

/** Where a run is shown: a terminal, or an output channel where VS Code opens no terminal. */
export interface Surface {
  /** null where nothing can be typed. */
  readonly size: TerminalSize | null;
  readonly onTyped: Event<string>;
  readonly onResized: Event<TerminalSize>;
  /** The user closed it. */
  readonly onClosed: Event<void>;
  /** Its terminal; null where it is none. */
  readonly terminal: Terminal | null;
  /** Resolves when it can show something. @throws nothing; a surface that was closed never resolves */
  readonly opened: Promise<void>;
  /** A new run begins in it. @param name what its tab says from now on. @param stop ends the run */
  begin(name: string, stop: () => void): void;
  /** The run is over. */
  end(): void;
  /** Shows text as a terminal takes it. */
  show(text: string): void;
  /** Brings it to the front, without taking the keyboard away. */
  reveal(): void;
  dispose(): void;
}
