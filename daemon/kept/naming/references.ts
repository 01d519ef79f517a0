import { BellglassFailure } from '../../protocol/errors.js';
import { nearestName } from './names.js';

/** What a sandbox is found by. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * The sandbox that is meant by its id, its name or the beginning of its id, in this order: a name cannot take another's id over.
 * @throws BellglassFailure unknown_sandbox with the nearest name, ambiguous_sandbox
 */
export function findByReference<T extends Named>(reference: string, all: readonly T[]): T {
  const exact = all.find(({ id }) => id === reference) ?? all.find(({ name }) => name === reference);
  if (exact !== undefined) return exact;
  const begun = /^[0-9a-f]+$/.test(reference) ? all.filter(({ id }) => id.startsWith(reference)) : [];
  const [only, other] = begun;
  if (only !== undefined && other === undefined) return only;
  const shown = reference.slice(0, 256);
  if (only !== undefined) {
    const names = begun.slice(0, 16).map(({ name }) => name);
    throw new BellglassFailure({ code: 'ambiguous_sandbox', data: { reference: shown, names } });
  }
  const nearest = nearestName(
    reference,
    all.map(({ name }) => name),
  );
  throw new BellglassFailure({ code: 'unknown_sandbox', data: { reference: shown, nearest } });
}
