import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { OfferedMode } from './mode.js';

/** Of a folder's name, so that a sandbox's stays readable in a list. */
const longestBase = 40;

/**
 * The name of the kept sandbox of a folder: the same in every window and on the command line, and another one for each mode.
 * @param path absolute; null for a sandbox without a folder
 */
export function sandboxName(path: string | null, mode: OfferedMode): string {
  if (path === null) return 'bellglass-scratch';
  // Docker's rule for names: what it does not allow becomes "-", and a letter or digit comes first.
  const base = basename(path)
    .replace(/[^a-zA-Z0-9_.-]+/g, '-')
    .replace(/^[^a-zA-Z0-9]+/, '')
    .slice(0, longestBase);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 6);
  return `${base === '' ? 'folder' : base}-${hash}${mode === 'readonly' ? '' : `-${mode}`}`;
}
