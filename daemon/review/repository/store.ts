import { mkdir, open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit, type GitAnswer, type GitCall } from './program.js';
import { complaintOf, Unfit } from './unfit.js';

/** A bare repository of ours, with settings and refs of nobody's, that reads the user's objects, too. */
export class Store {
  constructor(
    readonly path: string,
    /** The user's repository. */
    private readonly user: string,
    /** Ends git, and lets it not begin again. */
    private readonly signal: AbortSignal,
  ) {}

  /** Makes it. @param format as git's --object-format @throws Unfit gitFailed, the system's error */
  async make(format: 'sha1' | 'sha256'): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const args = ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`];
    const { status, stderr } = await runGit({ repository: this.path, args, signal: this.signal });
    if (status !== 0) throw new Unfit('gitFailed', complaintOf(stderr));
  }

  /** Where the history of a shallow repository ends. */
  async endAt(shallow: string): Promise<void> {
    await writeFile(join(this.path, 'shallow'), shallow, { mode: 0o600 });
  }

  /** Runs git in it. */
  async git(args: readonly string[], more: Pick<GitCall, 'input' | 'output'> = {}): Promise<GitAnswer> {
    const { path: repository, signal } = this;
    return await runGit({ repository, alternate: join(this.user, 'objects'), args, signal, ...more });
  }

  /**
   * Writes the objects that some have, and others have not, into a pack.
   * @param path of the pack; nothing may be there
   * @returns how many there are
   * @throws Unfit broken
   */
  async pack(path: string, tips: readonly string[], without: readonly string[]): Promise<number> {
    const output = await open(path, 'wx', 0o600);
    try {
      const args = ['pack-objects', '--revs', '--stdout', '--quiet', '--delta-base-offset'];
      const { status, stderr } = await this.git(args, { input: walk(tips, without), output });
      if (status !== 0) throw new Unfit('broken', complaintOf(stderr));
    } finally {
      await output.close();
    }
    return await countOf(path);
  }

  /**
   * Takes a pack in: every object's id is computed, git's checks of what it says are made (no `.git` or `..` in a tree, and the
   * like), and what it refers to must be there.
   * @throws Unfit broken
   */
  async takeIn(path: string): Promise<void> {
    await indexPack(path, async (args, input) => await this.git(args, { input }));
  }

  /** Whether all that these refer to is there, below what the user's repository has. @throws Unfit broken */
  async check(tips: readonly string[], without: readonly string[]): Promise<void> {
    const args = ['rev-list', '--objects', '--quiet', '--stdin'];
    const { status, stderr } = await this.git(args, { input: walk(tips, without) });
    if (status !== 0) throw new Unfit('broken', complaintOf(stderr));
  }
}

/** Takes a pack in, all of it checked. @throws Unfit broken */
export async function indexPack(
  path: string,
  git: (args: readonly string[], input: FileHandle) => Promise<GitAnswer>,
): Promise<void> {
  const input = await open(path, 'r');
  try {
    const { status, stderr } = await git(['index-pack', '--stdin', '--strict', '--threads=1'], input);
    if (status !== 0) throw new Unfit('broken', complaintOf(stderr));
  } finally {
    await input.close();
  }
}

/** How many objects a pack says that it has. */
async function countOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(12);
    await file.read(head, 0, head.length, 0);
    return head.readUInt32BE(8);
  } finally {
    await file.close();
  }
}

/** What git reads to go through the history of some objects as far as that of others. */
export function walk(tips: readonly string[], without: readonly string[]): string {
  return [...tips, ...without.map((id) => `^${id}`)].map((word) => `${word}\n`).join('');
}
