import { resolve } from 'node:path';
import { type RequestedMount } from '../../protocol/run.js';
import { UsageError } from './usage.js';

/** What the paths of a mount are relative to. */
export interface MountPlaces {
  /** Absolute. */
  readonly cwd: string;
  /** What "~" stands for; undefined where nobody knows. */
  readonly home: string | undefined;
}

/**
 * An added directory: SRC[:DST][:ro] as in `docker run -v`, but SRC may be relative and is its own DST when none is named.
 * A directory whose name holds a colon cannot be written so.
 * @throws UsageError bad_mount
 */
export function parseMount(value: string, { cwd, home }: MountPlaces): RequestedMount {
  const malformed = new UsageError('bad_mount', { value });
  const parts = value.split(':');
  const last = parts.length > 1 ? parts.at(-1) : undefined;
  const readOnly = last === 'ro';
  if (readOnly || last === 'rw') parts.pop();
  const [from = '', to, ...more] = parts;
  if (from === '' || to === '' || more.length > 0) throw malformed;
  const expand = (path: string): string => {
    if (path !== '~' && !path.startsWith('~/')) return path;
    if (home === undefined || home === '') throw malformed;
    return home + path.slice(1);
  };
  const source = resolve(cwd, expand(from));
  if (to === undefined) return { source, target: source, readOnly };
  const target = expand(to);
  if (!target.startsWith('/')) throw malformed;
  return { source, target: resolve(target), readOnly };
}
