import { lstat, open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { runGit } from './program.js';
import { complaintOf, Unfit } from './unfit.js';

/** A user's repository as it is now. */
export interface HostRefs {
  /** Every ref by its name; null: it is another ref's name. */
  readonly refs: ReadonlyMap<string, string | null>;
  /** Branches that are checked out, here or in another work tree. */
  readonly checkedOut: ReadonlySet<string>;
  readonly format: 'sha1' | 'sha256';
  /** The lines of its file `shallow`; null where there is none. */
  readonly shallow: string | null;
}

/** So long a list of ends of history is read. */
const longestShallow = 1024 * 1024;

/** Looks at the user's repository. @param repository its `.git` @throws Unfit gitFailed */
export async function hostRefs(repository: string): Promise<HostRefs> {
  const stat = await lstat(repository).catch(() => null);
  if (stat?.isDirectory() !== true) throw new Unfit('gitFailed', '.git is no directory any more');
  const format = (await ask(repository, ['rev-parse', '--show-object-format'])).trim();
  const list = await ask(repository, [
    'for-each-ref',
    '--format=%(objectname)%00%(symref)%00%(worktreepath)%00%(refname)',
  ]);
  const [refs, checkedOut] = [new Map<string, string | null>(), new Set<string>()];
  for (const line of list.split('\n')) {
    const [id = '', symbolic = '', tree = '', name = ''] = line.split('\0');
    if (name === '') continue;
    refs.set(name, symbolic === '' ? id : null);
    if (tree !== '') checkedOut.add(name);
  }
  const head = await runGit({ repository, args: ['symbolic-ref', '--quiet', 'HEAD'] });
  if (head.status === 0) checkedOut.add(head.stdout.trim());
  return { refs, checkedOut, format: format === 'sha256' ? 'sha256' : 'sha1', shallow: await shallowOf(repository) };
}

async function ask(repository: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runGit({ repository, args });
  if (status !== 0) throw new Unfit('gitFailed', complaintOf(stderr));
  return stdout;
}

async function shallowOf(repository: string): Promise<string | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(repository, 'shallow'), flags).catch(() => null);
  if (file === null) return null;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(longestShallow), 0, longestShallow, 0);
    const text = buffer.toString('latin1', 0, bytesRead);
    return /^(?:[0-9a-f]{40,64}\n)+$/.test(text) ? text : null;
  } finally {
    await file.close();
  }
}
