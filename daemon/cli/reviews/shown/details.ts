import { type OutputExcerpt, type RunDetails } from '../../../protocol/record/details.js';
import { many, thousands } from '../../../protocol/reviews/words.js';
import { safe } from '../../show/safe.js';
import { startOf } from '../../show/table.js';
import { argument } from './word.js';

type Row = readonly [head: string, value: string];

/** So many programs, and lines at the end of each output, are shown. */
const most = { programs: 8, lines: 10 } as const;
/** The most characters of a program's arguments, and of a line of output. */
const widest = { program: 100, line: 200 } as const;

/** What was executed, a row for how much it was and one for each of the first. */
export function programRows(details: RunDetails | null): Row[] {
  if (details === null) return [];
  const { programs: told } = details;
  if (told === null) return [['Programs', '- (not known)']];
  const { programs, unlisted, unread, overrun } = told;
  const starts = programs.reduce((sum, { count }) => sum + count, unlisted + unread);
  const parts = [
    `${overrun ? 'more than ' : ''}${many(starts, 'start')}`,
    unlisted === 0 ? '' : `${thousands(unlisted)} not listed`,
    unread === 0 ? '' : `${thousands(unread)} too short to be seen`,
    programs.length > most.programs ? `the first ${String(most.programs)}, all with --json` : '',
  ];
  return [
    ['Programs', parts.filter((part) => part !== '').join(', ')],
    ...programs.slice(0, most.programs).map(({ argv, cut, count }): Row => {
      const times = count === 1 ? '' : ` (${thousands(count)} times)`;
      return ['', `${startOf(argv.map(argument).join(' '), widest.program)}${cut ? ' ...' : ''}${times}`];
    }),
  ];
}

/** The last lines of what was written, each output under its name. */
export function outputLines(details: RunDetails | null): string[] {
  if (details === null) return [];
  return [...lastLines('Output', details.stdout), ...lastLines('Errors', details.stderr)];
}

function lastLines(name: string, { head, tail, omitted }: OutputExcerpt): string[] {
  const text = omitted === 0 ? head + tail : tail;
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const more = omitted > 0 || lines.length > most.lines;
  const title = more ? `${name}, the last lines (more with --json):` : `${name}:`;
  return [title, ...lines.slice(-most.lines).map((line) => `  | ${startOf(safe(line), widest.line)}`)];
}
