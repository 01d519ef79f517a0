import { closeSync, openSync, readSync } from 'node:fs';

/** Of what a vmm prints, this many characters are kept, or bytes read. */
export const keptComplaint = 4096;

/** The head of the file that holds a vmm's complaints; nothing where there is none. */
export function readComplaint(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(keptComplaint);
      return head.toString('utf8', 0, readSync(file, head, 0, keptComplaint, 0)).trim();
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
