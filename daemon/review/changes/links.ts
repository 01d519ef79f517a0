import type { Base } from '../base/base.js';
import { inOrder, type RawPath } from '../rawPath.js';
import type { Seen, View } from './view.js';

/** The view, and which names are of one file. */
export interface LinkedView extends View {
  /** Of a file with several names, by each of the others, the first in the order of bytes: of those at which nothing changed, if there are any. */
  readonly links: ReadonlyMap<RawPath, RawPath>;
}

/** Finds which names are of one file. What `linkedNames` names must be among the changes. */
export function withLinks(view: View, base: Base): LinkedView {
  return { ...view, links: linksOf(upperFiles(view).values(), base) };
}

/** The files of the upper layer that have several names, by their inodes there. */
function upperFiles(view: View): Map<string, Seen[]> {
  const files = new Map<string, Seen[]>();
  for (const seen of view.seen.values())
    if (seen.line?.kind === 'file' && seen.line.links > 1) put(files, seen.line.inode, seen);
  return files;
}

function put(files: Map<string, Seen[]>, file: string, name: Seen): void {
  const names = files.get(file);
  if (names === undefined) files.set(file, [name]);
  else names.push(name);
}

function linksOf(files: Iterable<readonly Seen[]>, base: Base): Map<RawPath, RawPath> {
  const links = new Map<RawPath, RawPath>();
  for (const names of files) {
    const ordered = inOrder(names);
    // A name that is as it was is there to be linked to, whatever is applied.
    const first = ordered.find((name) => isAsBefore(name, base)) ?? ordered[0];
    for (const name of ordered) if (name !== first && first !== undefined) links.set(name.path, first.path);
  }
  return links;
}

function isAsBefore({ path, line, base: from }: Seen, base: Base): boolean {
  const entry = from === path ? base.get(path) : undefined;
  return entry !== undefined && (line === null || (line.mode & 0o777) === (entry.mode & 0o777));
}
