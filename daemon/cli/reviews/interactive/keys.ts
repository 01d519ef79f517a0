import { type Talk } from './talk.js';

/** A key, and what it does: an infinitive for the help. */
export type Keys<K extends string> = Readonly<Record<K, string>>;

/** An answer: its key, and what stands behind that (for "g" and "/"). */
export interface Answer<K extends string> {
  readonly key: K;
  readonly rest: string;
}

/** Those that may have something behind them. */
const withRest: ReadonlySet<string> = new Set(['g', '/']);

/**
 * Asks until the answer is one of the keys; "?" shows what they do.
 * @param keys in the order in which they are shown
 * @returns null when there are no more answers
 */
export async function choose<K extends string>(question: string, keys: Keys<K>, talk: Talk): Promise<Answer<K> | null> {
  const names = Object.keys(keys);
  for (;;) {
    const answer = await talk.ask(`${question} [${[...names, '?'].join(',')}]?`);
    if (answer === null) return null;
    if (answer === '') continue;
    const key = keyOf(answer, keys);
    if (key !== null) return { key, rest: answer.slice(1).trim() };
    talk.show(`${names.map((name) => `${name} - ${keys[name as K]}`).join('\n')}\n? - print help\n`);
  }
}

function keyOf<K extends string>(answer: string, keys: Keys<K>): K | null {
  const first = answer.charAt(0);
  if (answer.length > 1 && !withRest.has(first.toLowerCase())) return null;
  const isKey = (name: string): name is K => Object.hasOwn(keys, name);
  if (isKey(first)) return first;
  const small = first.toLowerCase();
  return isKey(small) ? small : null;
}
