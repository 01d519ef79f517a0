import {
  EventEmitter,
  window,
  type ExtensionTerminalOptions,
  type Pseudoterminal,
  type Terminal,
  type TerminalDimensions,
} from 'vscode';
import { limits } from '../../daemon/protocol/limits.js';
import type { TerminalSize } from '../../daemon/protocol/sandbox/session.js';
import type { Surface } from './surface.js';

/** The size of a terminal that is not laid out yet. */
const usual: TerminalSize = { rows: 24, cols: 80 };
/** Clears the screen and what scrolled out of it. */
const cleared = '\u001b[2J\u001b[3J\u001b[H\u001b[!p';

/** A terminal of the panel that shows runs, one after the other. */
export class TerminalSurface implements Surface {
  private readonly written = new EventEmitter<string>();
  private readonly typed = new EventEmitter<string>();
  private readonly named = new EventEmitter<string>();
  private readonly resized = new EventEmitter<TerminalSize>();
  private readonly closed = new EventEmitter<void>();
  readonly onTyped = this.typed.event;
  readonly onResized = this.resized.event;
  readonly onClosed = this.closed.event;
  readonly opened: Promise<void>;
  readonly terminal: Terminal;
  size: TerminalSize = usual;
  private used = false;

  /** @param tab what its tab says */
  constructor(tab: Pick<ExtensionTerminalOptions, 'name' | 'iconPath'>) {
    let open: () => void;
    this.opened = new Promise((resolve) => (open = resolve));
    const pty: Pseudoterminal = {
      onDidWrite: this.written.event,
      onDidChangeName: this.named.event,
      open: (dimensions) => {
        if (dimensions !== undefined) this.size = sizeOf(dimensions);
        open();
      },
      close: () => {
        this.closed.fire();
      },
      handleInput: (text) => {
        this.typed.fire(text);
      },
      setDimensions: (dimensions) => {
        this.size = sizeOf(dimensions);
        this.resized.fire(this.size);
      },
    };
    this.terminal = window.createTerminal({ ...tab, pty, isTransient: true });
  }

  begin(name: string): void {
    if (this.used) {
      this.show(cleared);
      this.named.fire(name);
    }
    this.used = true;
  }

  end(): void {
    // What ended stays to be read.
  }

  show(text: string): void {
    this.written.fire(text);
  }

  reveal(): void {
    this.terminal.show(true);
  }

  dispose(): void {
    this.terminal.dispose();
    for (const emitter of [this.written, this.named, this.typed, this.resized, this.closed]) emitter.dispose();
  }
}

function sizeOf({ rows, columns }: TerminalDimensions): TerminalSize {
  const side = (cells: number): number => Math.min(Math.max(Math.trunc(cells), 1), limits.terminalSide);
  return { rows: side(rows), cols: side(columns) };
}
