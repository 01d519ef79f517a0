import { lostNotice } from '../guest/terminal.js';
import { limits } from '../protocol/limits.js';
import type { SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';
import type { Output } from './disk/logFrames.js';
import { ScreenFile } from './disk/screenFile.js';
import { Screen } from './screen/screen.js';
import type { Side } from './side.js';
import { smallest, Viewer, type Outlet } from './viewers.js';

/** While so much has not been parsed no more output is taken, in bytes. */
const mostPending = 256 * 1024;
/** A screen that could not be written is tried again after this, in milliseconds. */
const writeAgain = 5000;
/** What a program asked before this daemon came has been answered, or never will be: the output is new once none came for so long, in milliseconds. */
const caughtUp = 200;

/** What a terminal asks of its session. */
export interface TerminalUse {
  /** The process's terminal is to have that size. */
  readonly resize: (size: TerminalSize) => void;
  /** The terminal says something by itself. */
  readonly answer: (bytes: Uint8Array) => void;
  /** Somebody came to see it, or went. */
  readonly changed: () => void;
}

/** A terminal session: its screen, here and on disk, and everybody who sees it. */
export class TerminalSide implements Side {
  private readonly seen = new Set<Viewer>();
  private at: number;
  private retryAt = 0;
  private catchingUp: NodeJS.Timeout | null = null;

  private constructor(
    private readonly screen: Screen,
    private readonly file: ScreenFile,
    private readonly use: TerminalUse,
    at: number,
  ) {
    this.at = at;
    screen.onAnswer = (bytes) => {
      // Viewers' terminals answer themselves.
      if (this.seen.size === 0 && this.catchingUp === null) use.answer(bytes);
    };
  }

  /** A terminal as an earlier daemon left it, or an empty one. */
  static async open(path: string, size: TerminalSize, use: TerminalUse): Promise<TerminalSide> {
    const file = new ScreenFile(path);
    const { screen, offset } = await drawScreen(file, size);
    const side = new TerminalSide(screen, file, use, offset);
    side.write();
    side.catchUp();
    return side;
  }

  get size(): TerminalSize {
    return this.screen.size;
  }

  get viewers(): number {
    return this.seen.size;
  }

  offset(output: Output): number {
    return output === 'stdout' ? this.at : 0;
  }

  /** The program is new: whatever it asks is asked now. */
  begins(): void {
    if (this.catchingUp !== null) clearTimeout(this.catchingUp);
    this.catchingUp = null;
  }

  async take(_output: Output, bytes: Buffer): Promise<void> {
    this.catchingUp?.refresh();
    this.screen.write(bytes, (piece) => {
      this.at += piece.length;
      this.file.addOutput(piece);
      this.push(piece);
    });
    if (this.screen.pending > mostPending) await this.screen.settled();
  }

  lost(_output: Output, bytes: number): void {
    // The output may go on in the middle of a sequence.
    let first = true;
    this.screen.write(Buffer.from(lostNotice(bytes)), (piece) => {
      if (first) this.at += bytes;
      first = false;
      this.file.close();
      this.push(piece);
    });
    // Whoever draws a whole screen draws it again when its size changes.
    const { rows, cols } = this.size;
    this.use.resize({ rows, cols: cols > 1 ? cols - 1 : cols + 1 });
    this.use.resize({ rows, cols });
  }

  async settled(): Promise<void> {
    await this.screen.settled();
  }

  /** Shows it to one more client, whose size counts from now on. */
  attach(outlet: Outlet, size: TerminalSize): Viewer {
    const viewer = new Viewer(outlet, size, (of) => this.screen.restoration({ ...of, history: false }));
    this.fit([...this.seen, viewer]);
    viewer.push(this.screen.restoration({ ...size, history: true }));
    this.seen.add(viewer);
    this.use.changed();
    return viewer;
  }

  /** A client's terminal has another size. */
  resizeViewer(viewer: Viewer, size: TerminalSize): void {
    viewer.size = size;
    if (this.seen.has(viewer)) this.fit([...this.seen]);
  }

  detach(viewer: Viewer): void {
    if (!this.seen.delete(viewer)) return;
    this.fit([...this.seen]);
    this.use.changed();
  }

  close(ended: SessionInfo | null): void {
    this.begins();
    this.write();
    this.file.close();
    for (const viewer of this.seen) viewer.end(ended);
    this.seen.clear();
    this.screen.dispose();
  }

  private fit(viewers: Viewer[]): void {
    const size = smallest(viewers);
    if (size === null || (size.rows === this.size.rows && size.cols === this.size.cols)) return;
    this.screen.resize(size);
    this.file.addResize(size);
    this.use.resize(size);
    this.use.changed();
    // One alone has just done to its own screen what was done to this one.
    if (viewers.length > 1) for (const viewer of this.seen) viewer.refresh();
  }

  private push(piece: Uint8Array): void {
    if (!this.file.whole && performance.now() >= this.retryAt) this.write();
    for (const viewer of this.seen) viewer.push(piece);
  }

  private write(): void {
    const drawing = this.screen.restoration({ ...this.size, history: true });
    const written = this.file.replace({ offset: this.at, size: this.size, drawing });
    this.retryAt = written ? 0 : performance.now() + writeAgain;
  }

  private catchUp(): void {
    this.catchingUp = setTimeout(() => (this.catchingUp = null), caughtUp).unref();
  }
}

/** The screen that a file tells of, or an empty one. @returns the offset up to which output is in it */
export async function drawScreen(file: ScreenFile, size: TerminalSize): Promise<{ screen: Screen; offset: number }> {
  const saved = file.read();
  const screen = await Screen.open(saved?.size ?? size);
  if (saved === null) return { screen, offset: 0 };
  let { offset } = saved;
  screen.write(saved.drawing);
  for (const event of saved.events) {
    if ('output' in event) {
      offset += event.output.length;
      screen.write(event.output);
      if (screen.pending > limits.highWater) await screen.settled();
    } else {
      await screen.settled();
      screen.resize(event.resize);
    }
  }
  await screen.settled();
  return { screen, offset };
}
