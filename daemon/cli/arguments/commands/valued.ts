import { Option } from 'commander';
import { UsageError } from '../usage.js';

/** An option with a value: "--" and nothing at all are none, so that what follows "--" is a command for certain. */
export function valued<T>(
  flags: string,
  description: string,
  parse: (value: string, before: T | undefined) => T,
): Option {
  return new Option(flags, description).argParser<T | undefined>((value, before) => {
    if (value === '' || value === '--')
      throw new UsageError('empty_value', { option: flags.replace(/^-\w, | <.*/g, '') });
    return parse(value, before);
  });
}

/** The same, given any number of times. */
export function listed<T>(flags: string, description: string, parse: (value: string) => T[]): Option {
  return valued<T[]>(flags, description, (value, before = []) => [...before, ...parse(value)]);
}

/** A value that is taken as it is. */
export function text(flags: string, description: string): Option {
  return valued<string>(flags, description, (value) => value);
}
