import { noteOf } from './notes.js';
import type { RunRecord } from '../run.js';
import { sentence } from '../sentences.js';
import { plain } from '../sentences/shown.js';
import type { Ways } from '../sentences/ways.js';

/**
 * What is said about a run that has ended, a line each, beyond what its program said itself; nothing when all went well.
 * @param ways what the front end calls that which is advised
 */
export function reportOf(record: RunRecord, ways?: Ways): string[] {
  const lines: string[] = [];
  if (record.error !== null) lines.push(sentence(record.error, ways));
  const note = noteOf(record, ways);
  if (note !== null) lines.push(note);
  const console = record.console?.trimEnd() ?? '';
  if (console !== '') lines.push("The guest's console:", ...console.split('\n').map((line) => `  | ${plain(line)}`));
  return lines;
}

/** What is said on a terminal about walls that this host lacks; null when all are up. */
export function missingWalls(record: RunRecord): string | null {
  const lacking = record.walls.filter((wall) => wall.state !== 'up');
  if (lacking.length === 0) return null;
  return `Not every wall around the sandbox is up on this host: ${lacking.map((wall) => `${wall.wall} (${plain(wall.detail)})`).join(', ')}.`;
}
