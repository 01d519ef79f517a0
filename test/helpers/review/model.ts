import type { Change, Side } from '../../../daemon/review/changes/change.js';
import { bytesOf, rawPath, type RawPath } from '../../../daemon/review/rawPath.js';
import type { RealEntry } from './overlay.js';

/** What counts of an entry, and with which names it is one file. */
export interface Shown {
  readonly kind: string;
  readonly mode?: number;
  readonly target?: RawPath;
  readonly content?: string;
  readonly names?: string;
}

type Folder = ReadonlyMap<RawPath, RealEntry>;

/** The entries of a folder by their paths. */
export function byPath(entries: readonly RealEntry[]): Folder {
  return new Map(entries.map((entry) => [rawPath(entry.path), entry]));
}

/** A folder as it is. */
export function shown(entries: Folder): Record<string, Shown> {
  return whole(entries, new Map([...entries].map(([path, { inode }]) => [path, inode ?? path])));
}

/** A folder in which changes were made; the bytes that are new come from where they were seen. */
export function applied(lower: Folder, changes: readonly Change[], merged: Folder): Record<string, Shown> {
  const entries = new Map(lower);
  const files = new Map([...lower].map(([path, { inode }]) => [path, inode ?? path]));
  const own = new Set(changes.map(({ path }) => path));
  for (const { path, from } of changes) {
    entries.delete(path);
    if (from !== null && !own.has(from)) entries.delete(from);
  }
  for (const { path, after } of changes) {
    if (after === null) continue;
    entries.set(path, made(path, after, lower, merged));
    files.set(path, `new ${path}`);
  }
  for (const { path, after } of changes)
    if (after?.kind === 'file' && after.link !== null) files.set(path, files.get(after.link) ?? 'nothing');
  return whole(entries, files);
}

function made(path: RawPath, after: Side, lower: Folder, merged: Folder): RealEntry {
  if (after.kind === 'symlink') return { path, kind: 'symlink', mode: 0o777, target: bytesOf(after.target).toString() };
  if (after.kind === 'directory') return { path, kind: 'directory', mode: after.mode };
  if (after.kind !== 'file') return { path, kind: 'other', mode: 0 };
  const content = (after.content.from === 'base' ? lower.get(after.content.path) : merged.get(path))?.content;
  return {
    path,
    kind: 'file',
    mode: after.mode,
    content: content?.length === after.size ? content : 'of another size',
  };
}

function whole(entries: Folder, files: ReadonlyMap<RawPath, string>): Record<string, Shown> {
  const names = new Map<string, RawPath[]>();
  for (const path of [...entries.keys()].sort()) {
    const file = files.get(path) ?? path;
    names.set(file, [...(names.get(file) ?? []), path]);
  }
  const of = (path: RawPath) => names.get(files.get(path) ?? path)?.join(' = ') ?? '';
  return Object.fromEntries([...entries].map(([path, entry]) => [path, shape(entry, of(path))]));
}

function shape({ kind, mode, target, content = '' }: RealEntry, names: string): Shown {
  if (kind === 'file') return { kind, mode: mode & 0o777, content, names };
  if (kind === 'directory') return { kind, mode: mode & 0o1777 };
  return kind === 'symlink' ? { kind, target: rawPath(target ?? '') } : { kind };
}
