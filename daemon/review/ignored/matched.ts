import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '../repository/program.js';
import { bytesOf, rawOf, type RawPath } from '../rawPath.js';
import type { Patterns } from './patterns.js';

/** A path of which it is asked whether patterns match it; patterns tell directories from all else. */
export interface Asked {
  readonly path: RawPath;
  readonly isDirectory: boolean;
}

/** How long git may take, in milliseconds: a stranger's pattern can be of the kind that takes for ever. */
const patience = 20_000;

/**
 * Which of the paths git's patterns match, the directories above them included. Git looks at them in a tree that holds its patterns and
 * nothing else: in the folder itself it refuses all of them for one that is behind a link or in a submodule.
 * @param scratch where that tree is made and removed
 * @returns none, too, when git cannot say
 */
export async function matchedOf(
  asked: readonly Asked[],
  patterns: Patterns | null,
  scratch: string,
): Promise<ReadonlySet<RawPath>> {
  if (patterns === null || asked.length === 0) return new Set();
  try {
    await makeTree(scratch, patterns);
    return await matched(asked, scratch);
  } catch {
    return new Set();
  } finally {
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}

const treeOf = (scratch: string): string => join(scratch, 'tree');
const repositoryOf = (scratch: string): string => join(scratch, 'git');

async function makeTree(scratch: string, { files, exclude }: Patterns): Promise<void> {
  const repository = repositoryOf(scratch);
  for (const name of ['objects', 'refs', 'info']) await mkdir(join(repository, name), { recursive: true, mode: 0o700 });
  await writeFile(join(repository, 'HEAD'), 'ref: refs/heads/main\n');
  if (exclude !== null) await writeFile(join(repository, 'info', 'exclude'), exclude);
  await mkdir(treeOf(scratch));
  for (const [directory, text] of files) {
    const at = Buffer.concat([Buffer.from(`${treeOf(scratch)}/`), bytesOf(directory)]);
    await mkdir(at, { recursive: true });
    await writeFile(Buffer.concat([at, Buffer.from('/.gitignore')]), text);
  }
}

async function matched(asked: readonly Asked[], scratch: string): Promise<ReadonlySet<RawPath>> {
  const [question, answer] = [join(scratch, 'asked'), join(scratch, 'answer')];
  // A path that begins with a colon would be one of git's magic words.
  const lines = asked.map(({ path, isDirectory }) => `./${path}${isDirectory ? '/' : ''}\0`);
  await writeFile(question, Buffer.from(lines.join(''), 'latin1'));
  const [input, output] = [await open(question), await open(answer, 'wx', 0o600)];
  try {
    const args = ['-C', treeOf(scratch), 'check-ignore', '-z', '--stdin', '--no-index'];
    const signal = AbortSignal.timeout(patience);
    const { status } = await runGit({ repository: repositoryOf(scratch), args, input, output, signal });
    // 1: none is. What was said before anything went wrong is not all.
    if (status !== 0) return new Set();
  } finally {
    await Promise.all([input.close(), output.close()]);
  }
  const said = (await readFile(answer, 'latin1')).split('\0').slice(0, -1);
  return new Set(said.map((path) => rawOf(Buffer.from(path.replace(/^\.\/|\/$/g, ''), 'latin1'))));
}
