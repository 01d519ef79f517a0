import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path/posix';
import { type ChangedPath } from '../../protocol/reviews/change.js';
import { bytesOf, pathOf, quoted, unquoted } from '../../protocol/reviews/quoted.js';
import { UsageError } from '../arguments/usage.js';

/** Where paths are given and shown. */
export interface Place {
  /** Absolute. */
  readonly workspace: string;
  /** Absolute. */
  readonly cwd: string;
}

/** A path by its bytes, a character each (latin1), so that names which are not UTF-8 stay what they are. */
type Raw = string;

const raw = (text: string): Raw => Buffer.from(text).toString('latin1');

/**
 * What a user's paths, relative to their directory, are in a workspace.
 * @param given as they are, or as they are shown here: in quotes
 * @returns null: all of the workspace
 * @throws UsageError path_outside
 */
export function pathsIn({ workspace, cwd }: Place, given: readonly string[]): ChangedPath[] | null {
  const within = given.map((text) => {
    const at = resolve(raw(cwd), unquoted(text).toString('latin1'));
    const places = [at, join(realOf(dirname(at)), basename(at)), realOf(at)];
    const found = places.map((place) => below(raw(workspace), place)).find((path) => path !== null);
    if (found === undefined) throw new UsageError('path_outside', { path: text, workspace });
    return found;
  });
  if (within.length === 0 || within.includes('')) return null;
  return [...new Set(within)].map((path) => pathOf(Buffer.from(path, 'latin1')));
}

/** A path of a workspace as it is shown to somebody: relative to their directory if that is in it, else absolute, and quoted where it must be. */
export function shownIn({ workspace, cwd }: Place, path: ChangedPath): string {
  const at = join(raw(workspace), bytesOf(path).toString('latin1'));
  const shown = below(raw(workspace), raw(cwd)) === null ? at : relative(raw(cwd), at) || '.';
  return quoted(pathOf(Buffer.from(shown, 'latin1')));
}

/** Whether somebody's directory is in the workspace. */
export function isWithin({ workspace, cwd }: Place): boolean {
  return below(raw(workspace), raw(cwd)) !== null;
}

/** What a path is in a directory; empty for the directory itself, null for what is not in it. */
function below(directory: Raw, path: Raw): Raw | null {
  const from = relative(directory, path);
  return from === '..' || from.startsWith('../') ? null : from;
}

/** A path with the symbolic links of what exists of it resolved. */
function realOf(path: Raw): Raw {
  let rest = '';
  for (let at = path; ; at = dirname(at)) {
    try {
      return join(realpathSync.native(Buffer.from(at, 'latin1'), 'buffer').toString('latin1'), rest);
    } catch {
      if (at === '/') return path;
    }
    rest = join(basename(at), rest);
  }
}
