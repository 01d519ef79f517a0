import { setTimeout as sleep } from 'node:timers/promises';
import type { TerminalStream } from '../../../daemon/client/attach.js';
import type { Daemon } from '../../../daemon/client/daemon.js';
import type { SessionInfo, TerminalSize } from '../../../daemon/protocol/sandbox/session.js';
import { stateOf, terminalOf, write } from './terminals.js';

/** For so long nothing may change until a screen counts as left, in milliseconds. */
const quiet = 400;

/** A client with a terminal of its own, which does what it is sent. */
export class TerminalClient {
  readonly ended: Promise<SessionInfo | null>;
  private readonly terminal;
  private reached = false;
  private written = Promise.resolve();

  private constructor(
    private readonly stream: TerminalStream,
    { rows, cols }: TerminalSize,
  ) {
    this.terminal = terminalOf(rows, cols);
    this.ended = stream.ended;
    stream.output.on('data', (bytes: Buffer) => {
      this.reached = true;
      this.written = this.written.then(() => write(this.terminal, bytes));
    });
    // As every terminal does, it answers what it is asked.
    this.terminal.onData((answer) => stream.stdin.write(answer));
  }

  static async attach(daemon: Daemon, sessionId: string, size: TerminalSize): Promise<TerminalClient> {
    return new TerminalClient(await daemon.attach(sessionId, size), size);
  }

  type(text: string): void {
    this.stream.stdin.write(text);
  }

  resize(size: TerminalSize): void {
    this.terminal.resize(size.cols, size.rows);
    this.stream.resize(size);
  }

  /** What it shows once nothing changes any more. @param seen what must be there first */
  async settled(seen: string | RegExp = ''): Promise<Record<string, unknown>> {
    let last = '';
    const begun = performance.now();
    let since = begun;
    for (;;) {
      await sleep(50);
      await this.written;
      const state = stateOf(this.terminal);
      const text = JSON.stringify(state);
      if (text !== last || !this.reached) since = performance.now();
      last = text;
      if (performance.now() - since > quiet && (typeof seen === 'string' ? text.includes(seen) : seen.test(text)))
        return state;
      if (performance.now() - begun > 60_000) throw new Error(`the screen never showed ${String(seen)}: ${text}`);
    }
  }

  detach(): void {
    this.stream.close();
  }
}
