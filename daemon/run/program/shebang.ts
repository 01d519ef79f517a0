import { basename } from 'node:path';

/** Linux reads this much of a shebang line. */
const longest = 256;

/** What a file's first line names. */
export interface Shebang {
  /** The interpreter as the line has it, an absolute path or what env looks up. */
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Reads the shebang of a file's first bytes, with `env` resolved (also `env -S`); null when there is none.
 * An argument with blanks stays one, as Linux has it.
 */
export function shebangOf(head: Uint8Array): Shebang | null {
  const text = Buffer.from(head.subarray(0, longest)).toString('utf8');
  if (!text.startsWith('#!')) return null;
  const line = (text.slice(2).split('\n', 1)[0] ?? '').replace(/\r$/, '').trim();
  const [, program, argument] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  if (program === undefined) return null;
  if (basename(program) === 'env' && argument !== undefined && argument !== '') return throughEnv(argument);
  return { program, args: argument === undefined || argument === '' ? [] : [argument] };
}

function throughEnv(argument: string): Shebang | null {
  const words = argument.split(/\s+/).filter((word) => word !== '');
  if (words[0] === '-S' || words[0] === '--split-string') words.shift();
  while (words[0]?.includes('=') === true) words.shift();
  const [program, ...args] = words;
  return program === undefined || program.startsWith('-') ? null : { program, args };
}
