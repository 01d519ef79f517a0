import { type Format } from './format.js';
import { table } from './table.js';
import { fill, headsOf } from './template.js';

/** A template's line for each of some things; a table, its columns between tabs, when heads were asked for. */
export function filled(
  { template, heads }: Omit<Extract<Format, { kind: 'template' }>, 'kind'>,
  things: readonly unknown[],
): string {
  const texts = things.map((thing) => fill(template, thing));
  if (!heads) return texts.map((text) => `${text}\n`).join('');
  return table(
    headsOf(template).split('\t'),
    texts.map((text) => text.split('\t')),
  );
}
