import type { Base } from '../base/base.js';
import type { RawPath } from '../rawPath.js';
import type { Side } from './change.js';
import type { View } from './view.js';

/** Where nothing is any more. What the host added since is in no snapshot, so the view does not miss it. */
export function lostIn(view: View, base: Base): ReadonlySet<RawPath> {
  const added = [...base.given.keys()].filter((path) => base.get(path) === undefined && !view.seen.has(path));
  return new Set([...view.gone, ...added]);
}

/** Whose a file is that the upper layer has whole: what the host gave the guest has the host's size and very time. */
export function contentOf(
  path: RawPath,
  { size, mtime }: { readonly size: number; readonly mtime: string },
  base: Base,
): Extract<Side, { kind: 'file' }>['content'] {
  const given = base.given.get(path);
  const is = given?.kind === 'file' && given.size === size && given.mtime === mtime;
  return is ? { from: 'refreshed', path } : { from: 'guest' };
}
