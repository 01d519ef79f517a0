import { describedFields } from '../../sandboxes/described.js';
import { usedFields } from '../../sandboxes/statsTable.js';
import { type Format, parseFormat } from '../../show/format.js';
import { fieldsOf, type Template } from '../../show/template.js';
import { parseLast } from '../count.js';
import { type Filter, parseFilter } from '../filter.js';
import { type ListArguments } from '../invocation.js';
import { UsageError } from '../usage.js';
import { type AddCommands } from './reading.js';
import { listed, valued } from './valued.js';

interface JsonOption {
  json?: true;
}

interface FormatOption extends JsonOption {
  format?: Format;
}

interface ListOptions extends FormatOption {
  quiet?: true;
  trunc: boolean;
  filter?: Filter[];
  last?: number;
  latest?: true;
}

/** Adds `bellglass ls`. */
export const addList: AddCommands = (program, { found }) => {
  program
    .command('ls')
    .alias('ps')
    .alias('list')
    .option('-a, --all', 'accepted as in Docker: stopped ones are always shown')
    .option('-q, --quiet', 'print ids only')
    .addOption(
      listed<Filter>('-f, --filter <key=value>', 'only those that match: id, name or status', (value) => [
        parseFilter(value),
      ]),
    )
    .addOption(valued<number>('-n, --last <number>', 'so many of those that were made last', parseLast))
    .option('-l, --latest', 'the one that was made last')
    .option('--no-trunc', 'shorten nothing')
    .addOption(formatOption('--format', `table, json (a line each), or a template of ${describedFields.join(', ')}`))
    .option('--json', 'print everything that is known of them as one JSON array')
    .description('Lists the sandboxes, running or not.')
    .action((options: ListOptions) => {
      found({ kind: 'ls', arguments: listArguments(options) });
    });
};

function listArguments(options: ListOptions): ListArguments {
  const { quiet = false, trunc, filter = [], last, latest, json } = options;
  if (quiet && (json === true || options.format !== undefined))
    throw new UsageError('excluded', { option: '--quiet', other: json === true ? '--json' : '--format' });
  const format = formatOf(options, describedFields) ?? { kind: 'table' };
  return { quiet, truncate: trunc, filters: filter, last: last ?? (latest === true ? 1 : null), format };
}

/** Adds `bellglass inspect`. */
export const addInspect: AddCommands = (program, { found }) => {
  program
    .command('inspect')
    .argument('<sandbox...>')
    .addOption(
      formatOption(
        '-f, --format',
        'json (a line each), or a template of what it prints, as {{.State}} or {{json .Settings}}',
      ),
    )
    .option('--json', 'accepted: it always prints JSON')
    .description('Prints all that is known of sandboxes as a JSON array.')
    .action((sandboxes: string[], options: FormatOption) => {
      const format = formatOf(options, null);
      if (format?.kind === 'table')
        throw new UsageError('bad_format', { value: 'table', reason: 'what inspect prints is no table' });
      found({ kind: 'inspect', sandboxes, format });
    });
};

/** Adds `bellglass stats` and `bellglass top`. */
export const addStats: AddCommands = (program, { found }) => {
  program
    .command('stats')
    .argument('[sandbox...]')
    .option('-a, --all', 'also those that do not run')
    .option('--no-stream', 'print once, and end')
    .addOption(formatOption('--format', `table, json (a line each), or a template of ${usedFields.join(', ')}`))
    .option('--json', 'print a line of JSON with every number for each reading of each')
    .description('Shows what running sandboxes use, on a terminal again each second.')
    .action((sandboxes: string[], options: FormatOption & { stream: boolean; all?: true }) => {
      const format = formatOf(options, usedFields) ?? { kind: 'table' };
      const { stream, all = false } = options;
      found({ kind: 'stats', arguments: { sandboxes, all, stream, format } });
    });
  program
    .command('top')
    .argument('<sandbox>')
    .option('--json', 'as JSON')
    .description('Shows the processes of a running sandbox, as it tells them.')
    .action((sandbox: string, options: JsonOption) => {
      found({ kind: 'top', sandbox, json: options.json ?? false });
    });
};

function formatOption(flags: string, description: string) {
  return valued<Format>(`${flags} <format>`, description, parseFormat);
}

/** @param fields what a template can name; null when only the answer tells */
function formatOf({ format, json }: FormatOption, fields: readonly string[] | null): Format | null {
  if (json === true && format !== undefined) throw new UsageError('excluded', { option: '--json', other: '--format' });
  if (fields !== null && format?.kind === 'template') checkFields(format.template, fields);
  return json === true ? { kind: 'json' } : (format ?? null);
}

/** Refuses a field that there is not, also when there is no sandbox. */
function checkFields(template: Template, fields: readonly string[]): void {
  const known = fields.map((field) => field.toLowerCase());
  const field = fieldsOf(template).find((name) => !known.includes(name.toLowerCase()));
  if (field !== undefined) throw new UsageError('unknown_field', { field, known: fields.join(', ') });
}
