import type { ChangedPath } from '../../protocol/reviews/change.js';

/** So many paths are named; of the others there is a number. */
const most = 200;

/** Counts paths, each once, and keeps the names of the first. */
export class Noting {
  private readonly seen = new Set<string>();
  private readonly paths: ChangedPath[] = [];

  /** Counts a path, if it is a new one. */
  note(path: ChangedPath): void {
    const key = JSON.stringify(path);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (this.paths.length < most) this.paths.push(path);
  }

  /** How many there were, and the first of them. */
  get noted(): { count: number; paths: ChangedPath[] } {
    return { count: this.seen.size, paths: [...this.paths] };
  }
}
