import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileVersion } from '../../../daemon/review/diff/patch.js';
import { scratch } from '../scratch.js';

/** Files of a tree. */
export type Tree = readonly FileVersion[];

/** Git, with none of this machine's settings; what it writes, a character a byte. */
export function git(at: string, args: readonly string[], input: Buffer | string = ''): string {
  const { status, stdout, stderr } = gitStatus(at, args, input);
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  return stdout;
}

/** As {@link git}, for calls that may fail. */
export function gitStatus(
  at: string,
  args: readonly string[],
  input: Buffer | string = '',
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: at, env, input, maxBuffer: 2 ** 28 });
  return { status, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') };
}

/** An empty repository. */
export function repository(objectFormat: 'sha1' | 'sha256' = 'sha1'): string {
  const at = scratch();
  git(at, ['init', '--quiet', `--object-format=${objectFormat}`]);
  return at;
}

/** Makes the work tree and the index hold these files and no others; gives the tree's name. */
export function put(at: string, tree: Tree): string {
  for (const entry of readdirSync(Buffer.from(at), 'buffer').map((bytes) => bytes.toString('latin1')))
    if (entry !== '.git') rmSync(place(at, entry), { recursive: true });
  for (const file of tree) putFile(at, file);
  return treeName(at);
}

/** The name of the tree that the work tree holds: the same for the same names, modes and bytes. */
export function treeName(at: string): string {
  git(at, ['add', '--all']);
  return git(at, ['write-tree']).trim();
}

function putFile(at: string, { path, mode, bytes }: FileVersion): void {
  const file = place(at, path);
  mkdirSync(place(at, dirname(path)), { recursive: true });
  if (mode === '120000') symlinkSync(bytes ?? Buffer.alloc(0), file);
  else {
    writeFileSync(file, bytes ?? '');
    chmodSync(file, mode === '100755' ? 0o755 : 0o644);
  }
}

/** A path whose bytes need not be UTF-8. */
function place(at: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${at}/`), Buffer.from(path, 'latin1')]);
}
