import type { Terminal } from '@xterm/headless';
import type { TerminalSize } from '../../protocol/sandbox/session.js';
import { guard } from './guards.js';
import { insidesOf } from './insides.js';
import { restoration, type Viewer } from './restoration.js';
import { Tail } from './tail.js';
import { loadXterm, type Xterm } from './xterm.js';

/** So much is parsed without a pause, in bytes: with the sequences that take longest, about a tenth of a second. */
const slice = 4096;
/** A piece of output counts as so many bytes at least: it costs more than what is in it. */
const leastPiece = 64;
/** The narrowest terminal there is, in xterm.js. */
const narrowest = 2;

/** A terminal without anybody in front of it: it keeps what a program draws. */
export class Screen {
  /** What the terminal says by itself: answers to a program's questions. */
  onAnswer: (bytes: Buffer) => void = () => undefined;
  private readonly tail = new Tail();
  private title = '';
  private unparsed = 0;
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly xterm: Xterm,
    private readonly terminal: Terminal,
    private asked: TerminalSize,
  ) {
    guard(terminal);
    terminal.onTitleChange((title) => (this.title = title.slice(0, 256)));
    terminal.onData((text) => {
      this.onAnswer(Buffer.from(text));
    });
    terminal.onBinary((text) => {
      this.onAnswer(Buffer.from(text, 'latin1'));
    });
  }

  /** Opens an empty one. */
  static async open(size: TerminalSize): Promise<Screen> {
    const xterm = await loadXterm();
    return new Screen(xterm, xterm.open(size.rows, Math.max(size.cols, narrowest)), size);
  }

  get size(): TerminalSize {
    return this.asked;
  }

  /** How much is written and not parsed yet, in bytes; small pieces count as more. */
  get pending(): number {
    return this.unparsed;
  }

  /** Takes output. @param parsed called with each piece of it, in order, when the screen shows it */
  write(bytes: Uint8Array, parsed: (piece: Uint8Array) => void = () => undefined): void {
    for (let at = 0; at < bytes.length; at += slice) {
      const piece = bytes.subarray(at, at + slice);
      const weight = Math.max(piece.length, leastPiece);
      this.unparsed += weight;
      this.terminal.write(piece, () => {
        this.unparsed -= weight;
        this.tail.push(piece, insidesOf(this.terminal)._inputHandler._parser.currentState === 0);
        parsed(piece);
        if (this.unparsed === 0) for (const tell of this.waiting.splice(0)) tell();
      });
    }
  }

  /** Resolves when all that was written is shown. */
  async settled(): Promise<void> {
    if (this.unparsed > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  resize(size: TerminalSize): void {
    this.asked = size;
    this.terminal.resize(Math.max(size.cols, narrowest), size.rows);
  }

  /** What brings a viewer's terminal to where this one is; it goes on with the bytes that are parsed from now on. */
  restoration(viewer: Viewer): Buffer {
    const title = this.title === '' ? '' : `\x1b]2;${this.title.replace(/\p{Cc}/gu, '')}\x07`;
    return Buffer.concat([Buffer.from(restoration(this.terminal, this.xterm, viewer) + title), this.tail.bytes]);
  }

  /** Frees its memory; nothing may be asked of it after. */
  dispose(): void {
    this.terminal.dispose();
    for (const tell of this.waiting.splice(0)) tell();
  }
}
