import { UsageError } from './usage.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string>>;

/** A way to set a variable: NAME=VALUE, or NAME alone, which passes on the caller's own if it has one. */
export interface EnvironmentEntry {
  readonly name: string;
  /** null: the caller's own. */
  readonly value: string | null;
}

/**
 * One --env.
 * @throws UsageError bad_env
 */
export function parseEnvironmentEntry(value: string): EnvironmentEntry {
  const equals = value.indexOf('=');
  const name = equals < 0 ? value : value.slice(0, equals);
  if (name === '') throw new UsageError('bad_env', { value });
  return { name, value: equals < 0 ? null : value.slice(equals + 1) };
}

/** The variables that the entries set; a later entry wins. */
export function resolveEnvironment(entries: readonly EnvironmentEntry[], own: NodeJS.ProcessEnv): Environment {
  const variables = new Map<string, string>();
  for (const { name, value } of entries) {
    const resolved = value ?? own[name];
    if (resolved === undefined) variables.delete(name);
    else variables.set(name, resolved);
  }
  return Object.fromEntries(variables);
}
