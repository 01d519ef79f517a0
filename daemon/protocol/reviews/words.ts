import type { ChangeCounts, ChangedPath, RunReview } from './change.js';
import { quoted } from './quoted.js';

/** So many names of a list are said; of the others there is a number. */
const mostNames = 5;

/** A number as it is read: with commas between thousands. */
export function thousands(number: number): string {
  return number.toLocaleString('en-US');
}

/** So many of something, in the singular or the plural. */
export function many(count: number, one: string, several = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : several}`;
}

/** How many changes there are, those of what git ignores too. */
export function totalOf({ added, modified, deleted, renamed, ignored = 0 }: ChangeCounts): number {
  return added + modified + deleted + renamed + ignored;
}

/**
 * How many changes there are, and of which kinds; those of what git ignores apart:
 * `3 changes: 2 modified, 1 added; and 15,823 that git ignores (node_modules)`.
 * @param ignoredIn where those are, if that is worth a word
 */
export function countsInWords(counts: ChangeCounts, ignoredIn?: RunReview['ignoredIn']): string {
  const { ignored = 0 } = counts;
  const places = ignoredIn === undefined || ignoredIn.count === 0 ? '' : ` (${namesInWords(ignoredIn)})`;
  const others = totalOf(counts) - ignored;
  if (others === 0 && ignored > 0) return `${many(ignored, 'change')}, all of what git ignores${places}`;
  const kinds = (['modified', 'added', 'deleted', 'renamed'] as const).filter((kind) => counts[kind] > 0);
  const parts = kinds.map((kind) => `${thousands(counts[kind])} ${kind}`);
  const words = [many(others, 'change'), ...(parts.length === 0 ? [] : [parts.join(', ')])].join(': ');
  return ignored === 0 ? words : `${words}; and ${thousands(ignored)} that git ignores${places}`;
}

/** How many of them must be approved by their names: `2 need a look`; empty for none. */
export function attentionInWords(count: number): string {
  return count === 0 ? '' : `${thousands(count)} ${count === 1 ? 'needs' : 'need'} a look`;
}

/** How many of them are never applied: `1 is never applied`; empty for none. */
export function refusedInWords(count: number): string {
  return count === 0 ? '' : `${thousands(count)} ${count === 1 ? 'is' : 'are'} never applied`;
}

/** The first of some paths, and how many more there are: `.env, id_rsa and 3 more`. @param count of all of them */
export function namesInWords({
  count,
  paths,
}: {
  readonly count: number;
  readonly paths: readonly ChangedPath[];
}): string {
  const names = paths.slice(0, mostNames).map(quoted);
  const more = count - names.length;
  return more > 0 ? `${names.join(', ')} and ${thousands(more)} more` : names.join(', ');
}
