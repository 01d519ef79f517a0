import { writeFileSync } from 'node:fs';
import { Base } from '../../../daemon/review/base/base.js';
import type { BaseEntry } from '../../../daemon/review/base/entry.js';
import type { PathName } from '../../../daemon/review/rawPath.js';
import { scratch } from '../scratch.js';

/** What matters of an entry; the rest is as usual. */
export type Given = Partial<BaseEntry> & { readonly path: PathName };

/** An entry of a base: a file with five bytes in the snapshot, or what it is made. */
export function entryOf({ kind = 'file', ...more }: Given): BaseEntry {
  const usual = { mtime: '0', ctime: '0', device: '1', inode: '2', links: 1 };
  switch (kind) {
    case 'file':
      return { kind, mode: 0o644, size: 5, content: 'embedded', ...usual, ...more };
    case 'directory':
      return { kind, mode: 0o755, size: 4096, ...usual, ...more };
    case 'symlink':
      return { kind, mode: 0o777, size: 1, target: 'a', ...usual, ...more };
  }
}

/** The lines of a base with those entries. */
export function baseLines(entries: readonly Given[]): unknown[] {
  return [
    { version: 1, workspace: '/work', device: '1', inode: '1' },
    ...entries.map(entryOf),
    { end: true, entries: entries.length },
  ];
}

/** A base with those entries, as it is read from disk. */
export async function baseOf(entries: readonly Given[]): Promise<Base> {
  const path = `${scratch()}/base.ndjson`;
  writeFileSync(
    path,
    baseLines(entries)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  return await Base.read(path);
}

/** Directories, by their paths. */
export const directories = (...paths: string[]): Given[] => paths.map((path) => ({ path, kind: 'directory' }));
/** Files, by their paths. */
export const files = (...paths: string[]): Given[] => paths.map((path) => ({ path }));
