/** A path as it is typed into a shell after a command: quoted where it must be, and never an option. */
export function word(path: string): string {
  const named = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./+@%:,=-]+$/.test(named) ? named : `'${named.replaceAll("'", String.raw`'\''`)}'`;
}
