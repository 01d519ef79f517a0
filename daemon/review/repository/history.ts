import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedPath } from '../../protocol/reviews/change.js';
import { repositoryPath } from './fold.js';
import { runGit } from './program.js';

/** So many paths are looked for, and so many are told. */
const most = 20;

/** A look for hidden files in what git has kept of a workspace, which its guest can read. It goes on while the sandbox runs. */
export class HistoryLook {
  private readonly end = new AbortController();
  private readonly seen: Promise<ChangedPath[]>;

  /** @param paths those that are hidden, relative to the workspace */
  constructor(workspace: string, paths: readonly ChangedPath[]) {
    const named = paths.filter((path) => typeof path === 'string').slice(0, most);
    this.seen = look(join(workspace, repositoryPath), named, this.end.signal);
  }

  /** Those that any commit holds; none when git has not come to an end by now: nobody waits for it. */
  async found(): Promise<ChangedPath[]> {
    this.end.abort();
    return await this.seen;
  }
}

async function look(repository: string, paths: readonly string[], signal: AbortSignal): Promise<ChangedPath[]> {
  if (paths.length === 0 || !existsSync(join(repository, 'HEAD'))) return [];
  const commits = ['--all', '--no-renames', '--no-textconv', '--no-ext-diff', '--diff-filter=AM'];
  const args = [
    'log',
    '-z',
    '--format=',
    '--name-only',
    ...commits,
    '--',
    ...paths.map((path) => `:(top,literal)${path}`),
  ];
  const { status, stdout } = await runGit({ repository, args, signal });
  if (status !== 0) return [];
  const names = new Set(stdout.split('\0').map((name) => name.trimStart()));
  return paths.filter((path) => names.has(path) || [...names].some((name) => name.startsWith(`${path}/`)));
}
