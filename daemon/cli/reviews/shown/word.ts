/** A path as it is typed into a shell after a command: quoted where it must be, and never an option. */
export function word(path: string): string {
  return argument(path.startsWith('-') ? `./${path}` : path);
}

/** One argument of a command as it is typed into a shell: quoted where it must be. */
export function argument(text: string): string {
  return /^[\w./+@%:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
