import type { RepositoryProblem } from '../../protocol/reviews/repository.js';
import { plain } from '../../protocol/sentences/shown.js';

/** Nothing of a guest's repository can be taken over. */
export class Unfit extends Error {
  constructor(
    readonly why: RepositoryProblem,
    /** What git said, or a number; empty where the reason says all. */
    readonly detail: string,
  ) {
    super(`${why}: ${detail}`);
  }
}

/** The line of git's complaints that says most, as it is told: the last error, or the last line of all. */
export function complaintOf(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return plain(lines.findLast((line) => line.startsWith('error: ')) ?? lines.at(-1) ?? '').slice(0, 400);
}
