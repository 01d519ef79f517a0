import * as z from 'zod';
import { usageCodes, UsageError, type UsageCode, type UsageProblems } from '../../daemon/cli/arguments/usage.js';
import { type BellglassError, bellglassError } from '../../daemon/protocol/errors.js';
import { sentence } from '../../daemon/protocol/sentences.js';
import { statusOfError } from '../../daemon/protocol/status.js';

/** Stands for any number; turned into N in the document. */
const someNumber = 4242;

/** The rows of docs/errors.md as they must be: code, what users read, exit status. */
export function errorRows(): string[] {
  const fromDaemon = bellglassError.options.map((option) => {
    const error = { code: option.shape.code.value, data: sample('data', option.shape.data) } as BellglassError;
    const status = error.code === 'compile_failed' ? "the compiler's" : String(statusOfError(error));
    return row(error.code, sentence(error), status);
  });
  const fromCommandLine = usageCodes.map((code) =>
    row(code, new UsageError(code, usageSample as UsageProblems[UsageCode]).message, '125'),
  );
  return [...fromDaemon, ...fromCommandLine];
}

/** Every field that the sentences of a command line can name. */
const usageSample = {
  word: 'WORD',
  option: '--OPTION',
  value: 'VALUE',
  path: 'FILE',
  line: someNumber,
  reason: 'REASON',
  other: '--OTHER',
  field: 'FIELD',
  known: 'FIELDS',
};

function row(code: string, text: string, status: string): string {
  const shown = text.replaceAll(String(someNumber), 'N').replaceAll('4.2 s', 'N s').replaceAll('|', '\\|');
  return `| \`${code}\` | ${shown.replace(/ +/g, ' ').trim()} | ${status} |`;
}

/** A value of a schema whose texts are the fields' names. */
function sample(name: string, schema: unknown): unknown {
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, field]) => [key, sample(key, field)]));
  }
  if (schema instanceof z.ZodArray) return [sample(name, schema.element)];
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodNullable) return sample(name, schema.unwrap());
  if (schema instanceof z.ZodNumber) return someNumber;
  return name.replace(/([A-Z])/g, ' $1').toUpperCase();
}
