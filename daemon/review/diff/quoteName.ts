/** The bytes that git writes with a letter; every other unusual one is written in octal. */
const letters: Readonly<Record<string, string>> = {
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  '\\': '\\',
};

/**
 * A name as git writes it in a patch with its usual `core.quotePath`: in quotes as in C when a byte of it is unusual, as it is otherwise.
 *
 * @param name a character a byte (latin1)
 */
export function quoteName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const quoted = name.replace(/[\x00-\x1f"\\\x7f-\xff]/g, (byte) => `\\${letters[byte] ?? octal(byte)}`);
  return quoted === name ? name : `"${quoted}"`;
}

function octal(byte: string): string {
  return byte.charCodeAt(0).toString(8).padStart(3, '0');
}
