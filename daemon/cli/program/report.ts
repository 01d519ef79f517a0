import { plain } from '../../protocol/sentences/shown.js';

/** What is said when this command's standard input failed while it was passed on. */
export function inputFailure(error: Error): string {
  return `Standard input could not be read to its end (${plain(error.message)}), so for the program it ended there.`;
}

/** What is said when this command's output could not be taken. */
export function outputFailure(error: Error): string {
  return `Output could not be written (${plain(error.message)}), so some of it is missing.`;
}
