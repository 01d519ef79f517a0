import { UsageError } from './usage.js';

/**
 * A user of the guest: a name, a uid, or either with a group after a colon.
 * @throws UsageError bad_user
 */
export function parseUser(value: string): string {
  if (!/^[^\s:]+(:[^\s:]+)?$/.test(value) || value.length > 256) throw new UsageError('bad_user', { value });
  return value;
}
