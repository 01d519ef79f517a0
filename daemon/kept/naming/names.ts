import { randomInt } from 'node:crypto';
import { distance } from 'fastest-levenshtein';

const adjectives = [
  'amber', 'ample', 'bold', 'brave', 'brisk', 'calm', 'clear', 'clever', 'cosy', 'crisp', 'deft', 'eager',
  'fair', 'fleet', 'fond', 'frank', 'fresh', 'gentle', 'glad', 'grand', 'hardy', 'hasty', 'jolly', 'keen',
  'kind', 'light', 'lively', 'lucid', 'lucky', 'mellow', 'merry', 'mild', 'neat', 'nimble', 'noble', 'patient',
  'placid', 'plain', 'proud', 'quick', 'quiet', 'rapid', 'ready', 'robust', 'rosy', 'serene', 'sharp', 'silent',
  'snug', 'sober', 'spry', 'stable', 'steady', 'stout', 'sturdy', 'sunny', 'swift', 'tidy', 'trusty', 'vivid',
  'warm', 'witty', 'young', 'zesty',
] as const; // prettier-ignore
const nouns = [
  'anchor', 'aspen', 'badger', 'beacon', 'birch', 'bison', 'bridge', 'brook', 'canyon', 'cedar', 'cloud', 'comet',
  'coral', 'crane', 'delta', 'dune', 'ember', 'falcon', 'fern', 'fjord', 'forest', 'fox', 'glacier', 'grove',
  'harbor', 'hawk', 'heron', 'island', 'ivy', 'jay', 'juniper', 'lagoon', 'lake', 'lantern', 'larch', 'lark',
  'linden', 'lynx', 'maple', 'marsh', 'meadow', 'mesa', 'moss', 'oak', 'orchard', 'otter', 'owl', 'pebble',
  'pine', 'plover', 'quartz', 'raven', 'reef', 'ridge', 'river', 'robin', 'sparrow', 'spruce', 'summit', 'thicket',
  'tide', 'valley', 'willow', 'wren',
] as const; // prettier-ignore

/** A name is close to another one when so many letters differ at most, in parts of the longer one's length. */
const close = 0.4;

/** Makes up a name that is not taken. */
export function madeUpName(taken: ReadonlySet<string>): string {
  const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? '';
  const name = `${pick(adjectives)}-${pick(nouns)}`;
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${name}-${String(number)}`)) return `${name}-${String(number)}`;
}

/** The name that was most likely meant; null when none is close. */
export function nearestName(wanted: string, names: readonly string[]): string | null {
  const lower = wanted.slice(0, 256).toLowerCase();
  const ranked = names
    .map((name) => ({ name, far: distance(lower, name.toLowerCase()) / Math.max(wanted.length, name.length) }))
    .filter(({ far }) => far <= close)
    .sort((one, other) => one.far - other.far);
  return ranked[0]?.name ?? null;
}
