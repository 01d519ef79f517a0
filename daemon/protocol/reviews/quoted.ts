import type { ChangedPath } from './change.js';

/** The escapes of C that have a letter, by the byte that they stand for. */
const letters: ReadonlyMap<number, string> = new Map([
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x22, '"'],
  [0x5c, '\\'],
]);
const bytesByLetter = new Map([...letters].map(([byte, letter]) => [letter, byte]));

/** What commands a terminal, or turns the direction of text. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const commanding = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** What would be read as the quotes, is not seen at an end, or stands for what is no text. */
const ambiguous = /^ | $|["\\\ufffd]|[\ud800-\udfff]/u;
const isUnsafe = (text: string): boolean => commanding.test(text) || ambiguous.test(text);

/** The bytes of a path. */
export function bytesOf(path: ChangedPath): Buffer {
  return typeof path === 'string' ? Buffer.from(path) : Buffer.from(path.bytes, 'base64');
}

/** The path of these bytes. */
export function pathOf(bytes: Buffer): ChangedPath {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : { bytes: bytes.toString('base64') };
}

/**
 * A path as people may read it: as it is where every character of it shows, else in double quotes with the escapes of C, as git quotes names.
 * Two paths are never shown alike.
 */
export function quoted(path: ChangedPath): string {
  if (typeof path === 'string' && !isUnsafe(path)) return path;
  const bytes = bytesOf(path);
  const text = pathOf(bytes);
  // Of what is UTF-8 the letters of every script stay readable.
  const pieces = typeof text === 'string' ? Array.from(text) : [...bytes].map((byte) => Buffer.of(byte));
  return `"${pieces.map(escaped).join('')}"`;
}

function escaped(piece: string | Buffer): string {
  if (typeof piece === 'string' && piece > '\u007f' && !isUnsafe(piece)) return piece;
  return [...Buffer.from(piece)].map(escapedByte).join('');
}

function escapedByte(byte: number): string {
  const letter = letters.get(byte);
  if (letter !== undefined) return `\\${letter}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
}

/** The bytes of a path as `quoted` shows it; those of any other text are its own. */
export function unquoted(text: string): Buffer {
  const [, inside] = /^"((?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))+)"$/u.exec(text) ?? [];
  if (inside === undefined) return Buffer.from(text);
  const pieces = inside.match(/\\[0-7]{3}|\\.|[^\\]+/gu) ?? [];
  return Buffer.concat(
    pieces.map((piece) => {
      if (!piece.startsWith('\\')) return Buffer.from(piece);
      const byte = bytesByLetter.get(piece.slice(1));
      return Buffer.of(byte ?? Number.parseInt(piece.slice(1), 8));
    }),
  );
}
