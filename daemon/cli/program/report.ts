import { noteOf } from '../../protocol/notes.js';
import { type RunRecord } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentences.js';
import { plain } from '../../protocol/sentences/shown.js';

/** What is said about a run that has ended, a line each, beyond what its program said itself; nothing when all went well. */
export function reportOf(record: RunRecord): string[] {
  const lines: string[] = [];
  if (record.error !== null) lines.push(sentence(record.error));
  const note = noteOf(record);
  if (note !== null) lines.push(note);
  const console = record.console?.trimEnd() ?? '';
  if (console !== '') lines.push("The guest's console:", ...console.split('\n').map((line) => `  | ${plain(line)}`));
  return lines;
}

/** What is said when this command's standard input failed while it was passed on. */
export function inputFailure(error: Error): string {
  return `Standard input could not be read to its end (${plain(error.message)}), so for the program it ended there.`;
}

/** What is said on a terminal about walls that this host lacks; null when all are up. */
export function missingWalls(record: RunRecord): string | null {
  const lacking = record.walls.filter((wall) => wall.state !== 'up');
  if (lacking.length === 0) return null;
  return `Not every wall around the sandbox is up on this host: ${lacking.map((wall) => `${wall.wall} (${plain(wall.detail)})`).join(', ')}.`;
}
