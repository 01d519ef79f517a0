/**
 * Text from a guest as a terminal may show it: control characters, and those that turn the direction of text, as U+FFFD.
 * Unlike `plain` it keeps every character's place, for tables and consoles.
 */
export function safe(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** The same for text of many lines, whose ends and tabs stay. */
export function safeLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\t').map(safe).join('\t'))
    .join('\n');
}
