import { UsageError } from '../arguments/usage.js';
import { json } from './json.js';
import { safe } from './safe.js';

/** Text as it is, or a field by its path, printed as text or as JSON. */
type Piece = string | { readonly path: readonly string[]; readonly json: boolean };

/** A template in the part of Go's language that Docker's users know: `{{.Name}}`, `{{json .Settings}}`, `\t` and `\n`. */
export interface Template {
  readonly pieces: readonly Piece[];
}

/**
 * Reads a template.
 * @throws UsageError bad_format
 */
export function parseTemplate(value: string): Template {
  const pieces: Piece[] = [];
  let rest = value;
  for (;;) {
    const start = rest.indexOf('{{');
    const text = start < 0 ? rest : rest.slice(0, start);
    if (text !== '') pieces.push(text.replaceAll('\\t', '\t').replaceAll('\\n', '\n'));
    if (start < 0) return { pieces };
    const end = rest.indexOf('}}', start);
    if (end < 0) throw new UsageError('bad_format', { value, reason: '"{{" has no "}}"' });
    pieces.push(parseAction(rest.slice(start + 2, end), value));
    rest = rest.slice(end + 2);
  }
}

function parseAction(text: string, value: string): Piece {
  const [, asJson, path = ''] = /^\s*(json\s+)?((?:\.\w+)+|\.)\s*$/.exec(text) ?? [];
  if (path === '')
    throw new UsageError('bad_format', { value, reason: `{{${text}}} is neither a field nor json and a field` });
  return { path: path.split('.').filter((name) => name !== ''), json: asJson !== undefined };
}

/** The first names of the fields that it prints. */
export function fieldsOf({ pieces }: Template): string[] {
  return pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.path.slice(0, 1)));
}

/**
 * The line of one thing. Field names are compared without regard to case, so that `.State` finds `state`.
 * @throws UsageError unknown_field
 */
export function fill({ pieces }: Template, thing: unknown): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = piece.path.reduce(fieldOf, thing);
      return piece.json || typeof value !== 'string' ? json(value) : safe(value);
    })
    .join('');
}

/** The line above a table made by a template: the names of its fields. */
export function headsOf({ pieces }: Template): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : (piece.path.at(-1) ?? '').toUpperCase())).join('');
}

function fieldOf(thing: unknown, field: string): unknown {
  const entries: [string, unknown][] = typeof thing === 'object' && thing !== null ? Object.entries(thing) : [];
  const found = entries.find(([name]) => name.toLowerCase() === field.toLowerCase());
  if (found === undefined)
    throw new UsageError('unknown_field', { field, known: entries.map(([name]) => name).join(', ') || 'none' });
  return found[1];
}
