import type { Daemon } from '../../daemon/client/daemon.js';
import type { RunStdio } from '../../daemon/client/runStdio.js';
import type { RunRecord, RunRequest } from '../../daemon/protocol/run.js';
import type { TerminalSize } from '../../daemon/protocol/sandbox/session.js';
import { Waiting } from './waiting.js';

/** Where a run's output goes. */
export interface Sink {
  /** Takes a piece; resolves when it may be given the next. */
  readonly write: (text: string) => Promise<void>;
  /** What the run does before it has output: a sentence, or empty. */
  readonly stage: (message: string) => void;
}

/** A run of this window: it ends with its connection to the daemon. */
export class Run {
  private begun: { readonly daemon: Daemon; readonly runId: string } | null = null;
  private stdio: RunStdio | null = null;
  private size: TerminalSize | null = null;
  private readonly stopping = Promise.withResolvers<null>();
  private stopped = false;

  /** @param open gives the connection to the daemon, which may have to be started first */
  constructor(private readonly open: () => Promise<Daemon>) {}

  /**
   * Runs it to its end.
   * @returns null when it was stopped before anything was started
   * @throws BellglassFailure what `open`, run.start and run.wait answer; daemon_lost
   */
  async go(request: RunRequest, sink: Sink): Promise<RunRecord | null> {
    const waiting = new Waiting(sink.stage);
    const opening = this.open();
    opening.catch(() => undefined);
    try {
      const daemon = await Promise.race([opening, this.stopping.promise]);
      return daemon === null || this.stopped ? null : await this.goIn(daemon, request, sink, waiting);
    } finally {
      waiting.stop();
    }
  }

  private async goIn(daemon: Daemon, request: RunRequest, sink: Sink, waiting: Waiting): Promise<RunRecord> {
    const stopListening = daemon.onProgress(({ runId, stage, message }) => {
      if (runId !== this.begun?.runId) return;
      if (stage !== 'slow') waiting.report(message);
      else if (daemon.isNews(message)) sink.stage(message);
    });
    let over = false;
    try {
      const { runId } = await daemon.call('run.start', request);
      this.begun = { daemon, runId };
      if (this.stopped) await this.cancel();
      const stdio = await daemon.openStdio(runId);
      this.stdio = stdio;
      if (this.size !== null) stdio.resize(this.size);
      const ended = daemon.call('run.wait', { runId });
      ended.catch(() => undefined);
      const write = async (text: string): Promise<void> => {
        waiting.stop();
        await sink.write(text);
      };
      await Promise.all([copy(stdio.stdout, write), copy(stdio.stderr, write)]);
      const record = await ended;
      over = true;
      return record;
    } finally {
      stopListening();
      this.stdio?.stdin.destroy();
      // Nothing goes on that nobody sees.
      if (!over) await this.cancel();
    }
  }

  /** Types something. */
  type(text: string): void {
    const stdin = this.stdio?.stdin;
    if (stdin !== undefined && !stdin.destroyed) stdin.write(text);
  }

  /** Its terminal has another size. */
  resize(size: TerminalSize): void {
    this.size = size;
    this.stdio?.resize(size);
  }

  /** Ends it and its machine. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopping.resolve(null);
    await this.cancel();
  }

  private async cancel(): Promise<void> {
    // One that has ended meanwhile, or whose daemon is gone, is stopped.
    const { begun } = this;
    await begun?.daemon.call('run.cancel', { runId: begun.runId }).catch(() => undefined);
  }
}

async function copy(output: RunStdio['stdout'], write: Sink['write']): Promise<void> {
  // A character's bytes may come in two pieces.
  output.setEncoding('utf8');
  for await (const text of output) await write(String(text));
}
