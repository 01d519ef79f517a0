import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPath } from '../repository/fold.js';
import { runGit } from '../repository/program.js';
import { rawPath, type RawPath } from '../rawPath.js';

/** How long git may take, in milliseconds. */
const patience = 20_000;

/** What a workspace's repository tracks although patterns match it: git ignores nothing of that. None when git cannot say. */
export async function trackedOf(workspace: string): Promise<ReadonlySet<RawPath>> {
  const repository = join(workspace, repositoryPath);
  if (!existsSync(join(repository, 'HEAD'))) return new Set();
  const args = ['-C', workspace, 'ls-files', '-z', '--cached', '--ignored', '--exclude-standard'];
  const { status, stdout } = await runGit({ repository, args, signal: AbortSignal.timeout(patience) });
  if (status !== 0) return new Set();
  return new Set(stdout.split('\0').slice(0, -1).map(rawPath));
}
