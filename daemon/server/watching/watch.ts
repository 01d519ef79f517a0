import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxChanged } from '../../protocol/sandbox/methods.js';
import type { SandboxInfo } from '../../protocol/sandbox/sandbox.js';

/** Changes that follow each other within this are told as one, in milliseconds. */
const usualPause = 50;

/** What is watched. */
export interface Watched {
  /** Whether there is one with that id. */
  readonly has: (id: string) => boolean;
  /** What is known of it; null when it is gone. */
  readonly info: (id: string) => Promise<SandboxInfo | null>;
  /** @returns ends the calls of `listener` */
  readonly listen: (listener: (id: string) => void) => () => void;
}

/**
 * Tells one client what changes. One event is under way at a time, and what changes meanwhile is noted by its id, once each: a client that does not
 * read holds as much as there are sandboxes.
 */
export class Watch {
  private readonly pending = new Set<string>();
  /** What the client believes to be there. */
  private readonly known = new Set<string>();
  private watched: Watched | null = null;
  private unlisten: () => void = () => undefined;
  private telling = false;
  private answered = false;
  private closed = false;

  /**
   * @param send resolves when the event has left, and fails when the client is gone
   * @param log told of a sandbox that could not be looked at
   */
  constructor(
    private readonly send: (event: SandboxChanged) => Promise<void>,
    private readonly log: (line: string) => void,
    private readonly pause = usualPause,
  ) {}

  /** Of how many sandboxes it has yet to be told. */
  get waiting(): number {
    return this.pending.size;
  }

  /** Begins to note changes. May be called again. */
  begin(watched: Watched): void {
    if (this.closed || this.watched !== null) return;
    this.watched = watched;
    this.unlisten = watched.listen((id) => {
      this.note(watched, id);
      void this.tell(watched);
    });
  }

  /** The client is about to be told what there is: changes since begin() are told after that. */
  answer(ids: readonly string[]): void {
    for (const id of ids) this.known.add(id);
    this.answered = true;
    if (this.watched !== null) void this.tell(this.watched);
  }

  /** The client is gone. */
  close(): void {
    this.closed = true;
    this.unlisten();
    this.pending.clear();
    this.known.clear();
  }

  private note(watched: Watched, id: string): void {
    // What came and went before the client could be told is no news.
    if (watched.has(id) || this.known.has(id)) this.pending.add(id);
    else this.pending.delete(id);
  }

  private async tell(watched: Watched): Promise<void> {
    if (this.telling || !this.answered) return;
    this.telling = true;
    try {
      while (this.pending.size > 0) {
        await sleep(this.pause);
        for (const id of [...this.pending]) await this.tellOne(watched, id);
      }
    } catch {
      // Only the sending fails here: there is nobody to tell any more.
      this.close();
    } finally {
      this.telling = false;
    }
  }

  private async tellOne(watched: Watched, id: string): Promise<void> {
    if (!this.pending.delete(id)) return;
    const sandbox = await this.look(watched, id);
    if (sandbox === undefined || this.closed || (sandbox === null && !this.known.has(id))) return;
    if (sandbox === null) this.known.delete(id);
    else this.known.add(id);
    await this.send({ id, sandbox });
  }

  /** @returns null when it is gone; undefined when it cannot be told: its next change is, and those of the others */
  private async look(watched: Watched, id: string): Promise<SandboxInfo | null | undefined> {
    try {
      return await watched.info(id);
    } catch (thrown) {
      this.log(`sandbox.watch: ${id} could not be looked at: ${String(thrown)}`);
      return undefined;
    }
  }
}
