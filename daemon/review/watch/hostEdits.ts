import type { BellglassError } from '../../protocol/errors.js';
import type { Meanwhile } from '../../protocol/reviews/meanwhile.js';
import { limits } from '../../protocol/limits.js';
import type { Source } from '../collect.js';
import type { ReviewHome } from '../home.js';
import { bytesOf, rawPath, type PathName } from '../rawPath.js';
import { watchLine, type ChangedOnHost, type WatchLine } from './line.js';
import type { Listening } from './listen.js';
import { Noting } from './noting.js';
import { refresh } from './refresh.js';

/** What follows the host's edits of a folder. */
export interface EditsWish {
  readonly listening: Listening;
  readonly home: ReviewHome;
  readonly workspace: string;
  /** Whether the guest can read something of the folder itself. */
  readonly isShared: boolean;
  /** Ends the machine. */
  readonly stop: (error: BellglassError) => void;
  readonly log: (line: string) => void;
}

/** So many edits wait for the guest; then no more are read, and the program that watches sums them up. */
const mostWaiting = 1000;

/** What the host does with a folder while a guest has a view of it: edits are brought into the view, and the rest is noted. */
export class HostEdits {
  private readonly missed = new Noting();
  private readonly stale = new Noting();
  private readonly waiting: ChangedOnHost[] = [];
  private refreshed = 0;
  private unwatched = 0;
  private folder: Meanwhile['folder'] = 'there';
  private source: Source | null = null;
  private isOver = false;
  private working: Promise<void> | null = null;
  private wake: () => void = () => undefined;
  private readonly reading: Promise<void>;

  constructor(private readonly wish: EditsWish) {
    this.reading = this.read();
  }

  /** From now on the guest can be given what the host edits, and what it edited before. */
  follow(source: Source): void {
    this.source = source;
    this.work();
  }

  /** Ends it: the guest is given nothing more. @returns what happened */
  async stop(): Promise<Meanwhile> {
    this.isOver = true;
    this.wake();
    await this.wish.listening.stop();
    await this.reading;
    await this.working;
    for (const { path } of this.waiting.splice(0)) this.missed.note(path);
    const { refreshed, unwatched, folder } = this;
    return { refreshed, missed: this.missed.noted, stale: this.stale.noted, unwatched, folder };
  }

  private async read(): Promise<void> {
    try {
      for await (const json of this.wish.listening.lines) {
        const line = watchLine.safeParse(json);
        if (!line.success) break;
        this.take(line.data);
        while (this.waiting.length >= mostWaiting && !this.isOver)
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } catch (thrown) {
      if (!this.isOver) this.wish.log(`the watch of ${this.wish.workspace} cannot be read: ${String(thrown)}`);
    }
    if (this.isOver || this.folder === 'removed') return;
    this.lose();
  }

  // Who does not see what appears cannot say that it stays hidden.
  private lose(): void {
    const { workspace: path, isShared, listening, stop, log } = this.wish;
    const reason = listening.complaint() || 'the program that watches it ended';
    log(`${path} is not watched any more: ${reason}`);
    this.unwatched += 1;
    if (isShared) stop({ code: 'workspace_unwatched', data: { path, reason } });
    void listening.stop();
  }

  private take(line: WatchLine): void {
    switch (line.event) {
      case 'changed':
        this.waiting.push(line);
        this.work();
        return;
      case 'stale':
        this.stale.note(line.path);
        return;
      case 'hidden':
        if (line.granted) this.wish.stop({ code: 'hidden_appeared', data: { path: textOf(line.path) } });
        return;
      case 'state':
        this.unwatched = line.unwatched;
        return;
      case 'gone':
        this.folder = line.removed ? 'removed' : 'moved';
    }
  }

  private work(): void {
    if (this.source === null || this.working !== null) return;
    this.working = this.workOn(this.source).finally(() => {
      this.working = null;
      if (this.waiting.length > 0 && !this.isOver) this.work();
    });
  }

  private async workOn(source: Source): Promise<void> {
    while (!this.isOver) {
      const edit = this.waiting.shift();
      if (edit === undefined) return;
      await this.give(edit, source);
      this.wake();
    }
  }

  private async give(edit: ChangedOnHost, source: Source): Promise<void> {
    const isEntry = edit.before?.kind !== 'directory' || edit.after !== null;
    try {
      if (await refresh(edit, source, this.wish.home)) this.refreshed += 1;
      // A directory in which the guest has something stays, and what the host removed from it is gone.
      else if (isEntry) this.missed.note(edit.path);
    } catch (thrown) {
      this.missed.note(edit.path);
      if (!this.isOver) this.wish.log(`an edit of ${textOf(edit.path)} did not reach the guest: ${String(thrown)}`);
    }
  }
}

function textOf(path: PathName): string {
  return bytesOf(rawPath(path)).toString().slice(0, limits.oneArgument);
}
