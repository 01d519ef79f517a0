import { repositoryLimits, type RefChange } from '../../protocol/reviews/repository.js';
import { plain } from '../../protocol/sentences/shown.js';
import type { ClaimedRef } from './claimed.js';
import { walk, type Store } from './store.js';

/** The longest subject that is told, in characters. */
const longestSubject = 120;

/**
 * Tells what a ref brings: how many commits, and the first of them.
 * @param known what the user's refs are: what they have is nothing new
 * @param most how many are told
 */
export async function withCommits(
  ref: ClaimedRef,
  store: Store,
  known: readonly string[],
  most: number,
): Promise<RefChange> {
  const { name, before, after } = ref;
  const told = { name, before, after, commits: 0, dropped: 0, log: [] };
  if (after === null) return told;
  const without = before === null ? known : [before];
  const commits = await count(store, after, without);
  const dropped = before === null ? 0 : await count(store, before, [after]);
  return { ...told, commits, dropped, log: commits === 0 || most === 0 ? [] : await log(store, after, without, most) };
}

/** 0 for what has no commits: a tag may be of any object. */
async function count(store: Store, tip: string, without: readonly string[]): Promise<number> {
  const { status, stdout } = await store.git(['rev-list', '--count', '--stdin'], { input: walk([tip], without) });
  return status === 0 ? Number.parseInt(stdout, 10) || 0 : 0;
}

async function log(store: Store, tip: string, without: readonly string[], most: number): Promise<RefChange['log']> {
  const count = `--max-count=${String(Math.min(most, repositoryLimits.log))}`;
  const args = ['log', '-z', '--no-color', '--no-decorate', '--no-mailmap', '--no-notes', count];
  const { stdout } = await store.git([...args, '--format=%H %s', '--stdin'], { input: walk([tip], without) });
  return stdout.split('\0').flatMap((line) => {
    const [, id = '', subject = ''] = /^([0-9a-f]{40,64}) (.*)$/s.exec(line) ?? [];
    return id === '' ? [] : [{ id, subject: plain(subject).slice(0, longestSubject) }];
  });
}
