import type { Spread } from './statistics.js';

/** A row of the table: what was measured, in which unit. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: Spread;
}

/** Rows as text, one line each. */
export function table(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const number = (value: number): string => value.toFixed(value < 20 ? 2 : 0).padStart(9);
  const line = ({ what, unit, values: { min, median, max, count } }: Row): string =>
    `  ${what.padEnd(width)} ${[median, min, max].map(number).join('')}  ${unit.padEnd(6)} (${String(count)} measured)`;
  const head = `  ${''.padEnd(width)} ${['median', 'min', 'max'].map((word) => word.padStart(9)).join('')}`;
  return `\n${title}\n${[head, ...rows.map(line)].join('\n')}`;
}
