import { UsageError } from './usage.js';

/** Docker's own: ctrl-p, then ctrl-q. */
export const usualDetachKeys: readonly number[] = [0x10, 0x11];

/** The control characters that have no letter, as Docker writes them. */
const others: Record<string, number> = { '@': 0, '[': 27, '\\': 28, ']': 29, '^': 30, _: 31 };

/**
 * Detach keys as Docker writes them: single characters or `ctrl-` with a letter or one of @ [ \ ] ^ _, with commas between.
 * @returns the bytes that a terminal sends for them; none for an empty value, which Podman reads so too: nothing detaches
 * @throws UsageError bad_detach_keys
 */
export function parseDetachKeys(value: string): readonly number[] {
  if (value === '') return [];
  const keys = value.split(',').map((key) => byteOf(key));
  if (keys.includes(null) || keys.length > 16) throw new UsageError('bad_detach_keys', { value });
  return keys.filter((key) => key !== null);
}

function byteOf(key: string): number | null {
  if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
  const character = /^ctrl-(.)$/i.exec(key)?.[1];
  if (character === undefined) return null;
  if (/[a-z]/i.test(character)) return character.toLowerCase().charCodeAt(0) - 96;
  return others[character] ?? null;
}
