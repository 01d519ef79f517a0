import { usageCodes, UsageError, type UsageCode, type UsageProblems } from '../../daemon/cli/arguments/usage.js';
import { sentence } from '../../daemon/protocol/sentences.js';
import { statusOfError } from '../../daemon/protocol/status.js';
import { sampleErrors, someNumber } from '../helpers/errors.js';

/** The rows of docs/errors.md as they must be: code, what users read, exit status. */
export function errorRows(): string[] {
  const fromDaemon = sampleErrors().map(([error]) => {
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
  workspace: 'WORKSPACE',
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
