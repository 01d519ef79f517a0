import type { Spread } from './statistics.js';

/** A row of the table: what was measured, in which unit. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: Spread;
}

/** A row with more figures behind its own, one for each of the table's further columns. */
export interface WideRow extends Row {
  readonly further: readonly number[];
}

const figure = (value: number): string => value.toFixed(value < 20 ? 2 : 0).padStart(9);

/** Rows as text, one line each. */
export function table(title: string, rows: readonly Row[]): string {
  return wideTable(
    title,
    [],
    rows.map((row) => ({ ...row, further: [] })),
  );
}

/** Rows as text, one line each, with further columns. */
export function wideTable(title: string, columns: readonly string[], rows: readonly WideRow[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const wide = columns.map((column) => Math.max(column.length + 2, 9));
  const line = ({ what, unit, values: { min, median, max, count }, further }: WideRow): string => {
    const beside = further.map((value, index) => figure(value).padStart(wide[index] ?? 0));
    const figures = [median, min, max].map(figure);
    return `  ${what.padEnd(width)} ${figures.join('')}  ${unit.padEnd(6)}${beside.join('')} (${String(count)} measured)`;
  };
  const own = ['median', 'min', 'max'].map((word) => word.padStart(9)).join('');
  const beside = columns.map((column, index) => column.padStart(wide[index] ?? 0)).join('');
  const head = `  ${''.padEnd(width)} ${own}${beside === '' ? '' : `        ${beside}`}`;
  return `\n${title}\n${[head, ...rows.map(line)].join('\n')}`;
}
