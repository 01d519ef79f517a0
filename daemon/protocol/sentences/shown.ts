/** Text from outside as it is shown inside a sentence: quoted, with control characters escaped, never a terminal's command. */
export function shown(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text from outside that is shown as it is, without its control characters. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
}

/** The text with exactly one full stop at its end. */
export function stopped(text: string): string {
  return `${plain(text).replace(/[.\s]+$/, '')}.`;
}
