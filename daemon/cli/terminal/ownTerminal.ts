import { spawnSync } from 'node:child_process';
import { ReadStream, WriteStream } from 'node:tty';
import { limits } from '../../protocol/limits.js';
import { type TerminalSize } from '../../protocol/sandbox/session.js';
import { UsageError } from '../arguments/usage.js';
import { type OwnStreams } from '../program/streams.js';

/** The size of a terminal that does not say its own. */
const usualSize: TerminalSize = { rows: 24, cols: 80 };

/** The terminal that this command stands in. */
export class OwnTerminal {
  private readonly atExit = (): void => {
    this.restore();
  };

  private constructor(
    private readonly input: ReadStream,
    private readonly output: WriteStream,
  ) {}

  /** The terminal of those streams. @throws UsageError input_no_terminal, output_no_terminal */
  static of({ stdin, stdout }: Pick<OwnStreams, 'stdin' | 'stdout'>): OwnTerminal {
    if (!(stdin instanceof ReadStream)) throw new UsageError('input_no_terminal', {});
    if (!(stdout instanceof WriteStream)) throw new UsageError('output_no_terminal', {});
    return new OwnTerminal(stdin, stdout);
  }

  get size(): TerminalSize {
    return sizeOf(this.output);
  }

  /**
   * From now on every key comes as it is, nothing is echoed, and what is written stays as it is; until restore(), or the end of the process,
   * whatever ends it.
   */
  raw(): void {
    process.on('exit', this.atExit);
    this.input.setRawMode(true);
    // Node's raw mode still makes "\n" begin a line, and for programs that draw it is the cursor's step down. setRawMode(false) undoes this, too.
    spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
  }

  /** Makes the terminal as it was. */
  restore(): void {
    process.off('exit', this.atExit);
    this.input.setRawMode(false);
  }

  /** Calls `listener` whenever the size changes. @returns what stops that */
  onResize(listener: (size: TerminalSize) => void): () => void {
    const heard = (): void => {
      listener(this.size);
    };
    this.output.on('resize', heard);
    return () => {
      this.output.off('resize', heard);
    };
  }
}

/** The size of the terminal that a stream is; the usual one of any other. */
export function sizeOf(stdout: OwnStreams['stdout']): TerminalSize {
  if (!(stdout instanceof WriteStream)) return usualSize;
  // A terminal that nobody gave a size says 0.
  const side = (cells: number, usual: number): number => (cells > 0 ? Math.min(cells, limits.terminalSide) : usual);
  return { rows: side(stdout.rows, usualSize.rows), cols: side(stdout.columns, usualSize.cols) };
}
