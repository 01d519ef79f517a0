import type { Base } from '../base/base.js';
import type { RawPath } from '../rawPath.js';
import type { View } from './view.js';

/**
 * Where the guest has the files that had several names in the snapshot and of which it touched one name. With index=on overlayfs
 * copies such a file up once, into an index: every name shows the copy, and among the changes are only the names that were used, or
 * none when those are gone again.
 */
export function linkedNames(view: View, base: Base): RawPath[] {
  const moved = new Map<RawPath, RawPath>();
  for (const { path, line, base: from } of view.seen.values())
    if (line === null && from !== null) moved.set(from, path);
  const touched = (name: RawPath): boolean => view.gone.has(name) || view.seen.has(name);
  return base
    .linkedFiles()
    .filter((names) => names.some(touched))
    .flatMap((names) => names.flatMap((name) => moved.get(name) ?? (touched(name) ? [] : [name])));
}
