import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { Host } from '../../../../daemon/review/apply/host.js';
import { Base } from '../../../../daemon/review/base/base.js';
import { BaseBytes } from '../../../../daemon/review/base/bytes.js';
import type { Change, Side } from '../../../../daemon/review/changes/change.js';
import { reviewHome, type ReviewHome } from '../../../../daemon/review/home.js';
import { readersOf } from '../../../../daemon/review/patches.js';
import { inOrder, rawPath, type RawPath } from '../../../../daemon/review/rawPath.js';
import { lookAtRepository, type RepositoryView } from '../../../../daemon/review/repository/look.js';
import type { Place } from '../../../../daemon/review/repository/takeOver.js';
import type { RepositoryChange } from '../../../../daemon/protocol/reviews/repository.js';
import { scratch } from '../../scratch.js';
import { guestWith } from '../guest.js';
import { snapshotOf } from '../snapshotOf.js';

/** Who commits; the same for everybody, at a time that does not change ids from one run of a test to the next. */
const environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_AUTHOR_DATE: '1700000000 +0000' },
  ...{ GIT_COMMITTER_NAME: 'c', GIT_COMMITTER_EMAIL: 'c@example.org', GIT_COMMITTER_DATE: '1700000000 +0000' },
};

/** Files of so many bytes are not read, and nobody asks for them. */
const large = 100_000_000;

/** Runs a shell script in a directory. @returns what it wrote, without the last end of line */
export function script(at: string, text: string): string {
  return execFileSync('sh', ['-ec', text], { cwd: at, env: environment, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
}

/** A run in a real repository that is over. */
export interface GitRun {
  readonly workspace: string;
  /** What the guest had of it in the end. */
  readonly guest: string;
  readonly home: ReviewHome;
  readonly place: Place;
  readonly base: Base;
  readonly collected: readonly Change[];
  readonly changes: readonly Change[];
  readonly repository: RepositoryChange | null;
}

/**
 * Makes a repository with a commit and its snapshot, has a copy of it changed as a guest would, and looks at that.
 * @param guest what is done in the copy; @param before what is done in the repository first; @param patience for git, in milliseconds
 */
export async function gitRun(guest: string, before = '', patience = 600_000): Promise<GitRun> {
  const directory = scratch();
  const [workspace, copy] = [`${directory}/work`, `${directory}/guest`];
  const home = reviewHome(`${directory}/reviews`, 'aa11');
  mkdirSync(workspace);
  script(workspace, `git init -q -b main; echo one >a.txt; git add .; git commit -qm first; ${before}`);
  mkdirSync(home.path, { recursive: true });
  await snapshotOf(workspace, home.path);
  cpSync(workspace, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  script(copy, guest);
  const base = await Base.read(home.base);
  const bytes = new BaseBytes(base, home);
  onTestFinished(async () => {
    await bytes.close();
  });
  const collected = changesBetween(workspace, copy);
  const contents = new Map(
    collected
      .filter(({ after }) => after?.kind === 'file' && after.size < large)
      .map(({ path }) => [path, readFileSync(`${copy}/${path}`, 'latin1')] as const),
  );
  const source = { session: await guestWith({ now: contents }), target: workspace };
  const readers = readersOf({ bytes, host: new Host(workspace, base, bytes), source });
  const view: RepositoryView = { home: home.repository, workspace, base, patience, ...readers };
  const place = { home, workspace, runId: 'aa11' };
  return { workspace, guest: copy, home, place, base, collected, ...(await lookAtRepository(collected, view)) };
}

/** What differs between two folders. Names are text. */
function changesBetween(before: string, after: string): Change[] {
  const [was, is] = [sidesOf(before), sidesOf(after)];
  const changes: Change[] = [];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const [one, other] = [was.get(path) ?? null, is.get(path) ?? null];
    if (one?.text === other?.text) continue;
    const what = one === null ? 'added' : other === null ? 'deleted' : 'modified';
    const sides = { before: one?.side ?? null, after: other?.side ?? null };
    changes.push({ path: rawPath(path), what, from: null, ...sides, contentChanged: other?.side.kind === 'file' });
  }
  return inOrder(changes);
}

interface Entry {
  readonly side: Side;
  /** Entries with the same are the same. */
  readonly text: string;
}

function sidesOf(folder: string): Map<string, Entry> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(names.map((path) => [path, entryOf(`${folder}/${path}`)]));
}

function entryOf(at: string): Entry {
  const stat = lstatSync(at);
  const mode = stat.mode & 0o777;
  if (stat.isDirectory()) return { side: { kind: 'directory', mode }, text: `directory ${String(mode)}` };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(at);
    return { side: { kind: 'symlink', target: rawPath(target) }, text: `-> ${target}` };
  }
  const file = { kind: 'file', mode, size: stat.size, mtime: '0', content: { from: 'guest' }, link: null } as const;
  const content = stat.size < large ? readFileSync(at, 'latin1') : String(stat.size);
  return { side: file, text: `file ${String(mode)} ${content}` };
}

/** The refs of a repository, by their names. */
export function refsOf(at: string): Record<string, string> {
  const lines = script(at, `git for-each-ref --format='%(refname) %(objectname)'`).split('\n');
  return Object.fromEntries(lines.filter((line) => line !== '').map((line) => line.split(' ') as [string, string]));
}

/** A change's path. */
export const pathsOf = (changes: readonly Change[]): RawPath[] => changes.map(({ path }) => path);
