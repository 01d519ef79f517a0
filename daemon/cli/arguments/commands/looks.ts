import { describedFields } from '../../sandboxes/described.js';
import { type Format, parseFormat } from '../../show/format.js';
import { fieldsOf, type Template } from '../../show/template.js';
import { UsageError } from '../usage.js';
import { type AddCommands } from './reading.js';
import { valued } from './valued.js';

interface JsonOption {
  json?: true;
}

interface FormatOption extends JsonOption {
  format?: Format;
}

/** Adds `bellglass ls`. */
export const addList: AddCommands = (program, { found }) => {
  program
    .command('ls')
    .alias('ps')
    .alias('list')
    .option('-a, --all', 'accepted as in Docker: stopped ones are always shown')
    .option('-q, --quiet', 'print ids only')
    .option('--no-trunc', 'shorten nothing')
    .addOption(
      formatOption('table, json (a line each), or a template of ID, Name, State, Status, Image, Workspace, CreatedAt'),
    )
    .option('--json', 'print everything that is known of them as one JSON array')
    .description('Lists the sandboxes, running or not.')
    .action((options: FormatOption & { quiet?: true; trunc: boolean }) => {
      const format = formatOf(options) ?? { kind: 'table' };
      if (format.kind === 'template') checkFields(format.template);
      found({ kind: 'ls', quiet: options.quiet ?? false, truncate: options.trunc, format });
    });
};

/** Adds `bellglass inspect`. */
export const addInspect: AddCommands = (program, { found }) => {
  program
    .command('inspect')
    .argument('<sandbox...>')
    .addOption(formatOption('json (a line each), or a template of what it prints, as {{.State}} or {{json .Settings}}'))
    .option('--json', 'accepted: it always prints JSON')
    .description('Prints all that is known of sandboxes as a JSON array.')
    .action((sandboxes: string[], options: FormatOption) => {
      const format = formatOf(options);
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
    .option('--no-stream', 'print once, and end')
    .option('--json', 'print a line of JSON for each reading of each')
    .description('Shows what running sandboxes use, on a terminal again each second.')
    .action((sandboxes: string[], options: JsonOption & { stream: boolean }) => {
      found({ kind: 'stats', sandboxes, stream: options.stream, json: options.json ?? false });
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

function formatOption(description: string) {
  return valued<Format>('--format <format>', description, parseFormat);
}

function formatOf({ format, json }: FormatOption): Format | null {
  if (json === true && format !== undefined) throw new UsageError('excluded', { option: '--json', other: '--format' });
  return json === true ? { kind: 'json' } : (format ?? null);
}

/** Refuses a field that no sandbox of a list has, also when there is no sandbox. */
function checkFields(template: Template): void {
  const known = describedFields.map((field) => field.toLowerCase());
  const field = fieldsOf(template).find((name) => !known.includes(name.toLowerCase()));
  if (field !== undefined) throw new UsageError('unknown_field', { field, known: describedFields.join(', ') });
}
