import { UsageError } from '../arguments/usage.js';
import { parseTemplate, type Template } from './template.js';

/** How a list is printed: as a table, every thing as it is in one JSON text, a line of JSON each, or by a template. */
export type Format =
  | { readonly kind: 'table' }
  | { readonly kind: 'json' }
  | { readonly kind: 'lines' }
  | { readonly kind: 'template'; readonly template: Template; readonly heads: boolean };

/**
 * What follows --format, as Docker reads it: `table`, `json`, a template, or `table ` with a template below heads.
 * @throws UsageError bad_format
 */
export function parseFormat(value: string): Format {
  if (value === 'table') return { kind: 'table' };
  if (value === 'json') return { kind: 'lines' };
  const heads = value.startsWith('table ');
  const text = heads ? value.slice('table '.length) : value;
  // A word alone prints itself for each sandbox, which nobody means.
  if (!text.includes('{{')) throw new UsageError('bad_format', { value, reason: 'it names no field' });
  return { kind: 'template', template: parseTemplate(text), heads };
}
