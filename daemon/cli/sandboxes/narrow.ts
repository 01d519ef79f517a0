import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { type Filter } from '../arguments/filter.js';

/** What of a list is meant. */
export interface Narrowing {
  /** Of one key one must pass, and one of every key. */
  readonly filters: readonly Filter[];
  /** So many of those that were made last; null for all. */
  readonly last: number | null;
}

/** Those of a list, oldest first, that are meant, in its order. */
export function narrow(sandboxes: readonly SandboxInfo[], { filters, last }: Narrowing): readonly SandboxInfo[] {
  const keys = new Set(filters.map(({ key }) => key));
  const meant = sandboxes.filter((sandbox) =>
    [...keys].every((key) => filters.some((filter) => filter.key === key && passes(sandbox, filter))),
  );
  return last === null ? meant : meant.slice(-last);
}

function passes(sandbox: SandboxInfo, filter: Filter): boolean {
  return filter.key === 'status' ? sandbox.state === filter.state : filter.pattern.test(sandbox[filter.key]);
}
