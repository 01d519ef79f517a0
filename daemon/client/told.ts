import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Whether the user has yet to be told this; from now on they have been. Only the last text is kept, so another one is told again.
 * @param path the file that keeps it; where that cannot be written, everything is told every time
 */
export function isNews(path: string, text: string): boolean {
  try {
    if (readFileSync(path, 'utf8') === text) return false;
  } catch {
    // Nothing has been told yet.
  }
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch {
    // It is told again the next time.
  }
  return true;
}
