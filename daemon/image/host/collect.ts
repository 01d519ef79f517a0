import { lstatSync, readdirSync, readlinkSync, statSync, type BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import { mostBytes, mostEntries, sources, versionedSources } from './sources.js';

/** Something of the host's /etc; `path` is relative to it. */
export type Found =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly identity: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * What the guest's /etc takes from `etc`, parents before children. What is missing or not readable for everyone is left out:
 * a daemon of root must not show more than any user sees.
 * @throws BellglassFailure host_image_failed when it is more than a configuration can be
 */
export function collect(etc: string): Found[] {
  const found = new Map<string, Found>();
  let bytes = 0n;
  const visit = (path: string): void => {
    const stat = statOf(join(etc, path));
    if (stat === null) return;
    const entry = describe(etc, path, stat);
    if (entry === null || found.has(path)) return;
    addParents(found, path);
    found.set(path, entry);
    if (entry.kind === 'file') bytes += stat.size;
    if (bytes > mostBytes || found.size > mostEntries) throw tooMuch(join(etc, path));
    if (entry.kind === 'directory') for (const name of namesIn(join(etc, path))) visit(join(path, name));
  };
  const names = [...sources, ...namesIn(etc).filter((name) => versionedSources.test(name))];
  for (const path of names) if (isReachable(etc, path)) visit(path);
  return [...found.values()];
}

function describe(etc: string, path: string, stat: BigIntStats): Found | null {
  if (stat.isSymbolicLink()) return { kind: 'link', path, target: readlinkSync(join(etc, path)) };
  if (stat.isDirectory()) return (stat.mode & 0o005n) === 0o005n ? { kind: 'directory', path } : null;
  const mode = Number(stat.mode & 0o777n);
  if (!stat.isFile() || (mode & 0o004) === 0) return null;
  return {
    kind: 'file',
    path,
    mode,
    identity: `${String(stat.ino)}:${String(stat.size)}:${String(stat.mtimeNs)}:${String(stat.ctimeNs)}`,
  };
}

/** Whether everyone may go through the directories that lead to the path. */
function isReachable(etc: string, path: string): boolean {
  const parent = dirname(path);
  if (parent === '.') return true;
  const stat = statOf(join(etc, parent), statSync);
  return stat !== null && (stat.mode & 0o001n) !== 0n && isReachable(etc, parent);
}

function addParents(found: Map<string, Found>, path: string): void {
  const parent = dirname(path);
  if (parent === '.' || found.has(parent)) return;
  addParents(found, parent);
  found.set(parent, { kind: 'directory', path: parent });
}

function statOf(path: string, by = lstatSync): BigIntStats | null {
  try {
    return by(path, { bigint: true });
  } catch {
    return null;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function tooMuch(path: string): BellglassFailure {
  const reason = `it holds more than ${String(mostBytes / 1024 / 1024)} MiB or ${String(mostEntries)} entries`;
  return new BellglassFailure({ code: 'host_image_failed', data: { path, reason } });
}
