import { extname } from 'node:path';

/** What is to be run: a file, with what an editor holds of it when that is not what is on disk, or a command. */
export type Target =
  | { readonly kind: 'file'; readonly path: string; readonly content: string | null; readonly title: string }
  | { readonly kind: 'command'; readonly line: string; readonly title: string };

/** What is known of a document in an editor. */
export interface Source {
  /** Absolute on this machine; null when the document is not there (untitled, or of a virtual file system). */
  readonly path: string | null;
  /** Its name, for people and for a document that is not on disk. */
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  /** Whether it differs from what is on disk. */
  readonly dirty: boolean;
}

/** Where a document is put that is not on this machine's disk. */
export interface Home {
  /** The folder it would be saved to; null without one. */
  readonly folder: string | null;
}

/** Extensions by VS Code's language ids, for documents whose name has none; the menus of package.json offer a run for the same languages. */
export const extensions: Readonly<Record<string, string>> = {
  python: '.py',
  javascript: '.js',
  typescript: '.ts',
  shellscript: '.sh',
  fish: '.fish',
  powershell: '.ps1',
  ruby: '.rb',
  perl: '.pl',
  go: '.go',
  c: '.c',
  cpp: '.cpp',
  rust: '.rs',
  php: '.php',
  lua: '.lua',
  tcl: '.tcl',
  awk: '.awk',
  java: '.java',
  r: '.r',
  julia: '.jl',
};

/** The whole of a document. */
export function wholeOf(source: Source, home: Home): Target {
  const content = source.path === null || source.dirty ? source.text : null;
  return { kind: 'file', path: pathOf(source, home), content, title: source.name };
}

/**
 * A piece of a document, run as if the file held nothing else: its imports and its own path stay what they are, and line numbers in messages are
 * those of the document. What all of its lines are indented by is taken away.
 * @param firstLine where it begins, counted from 0
 */
export function pieceOf(source: Source, home: Home, text: string, firstLine: number): Target {
  const content = `${'\n'.repeat(firstLine)}${dedent(text)}`;
  return { kind: 'file', path: pathOf(source, home), content, title: `${source.name}:${String(firstLine + 1)}` };
}

/** A command line, as a shell reads it. */
export function commandOf(line: string): Target {
  return { kind: 'command', line, title: line };
}

function pathOf({ path, name, languageId }: Source, { folder }: Home): string {
  if (path !== null) return path;
  const plain = name.replace(/[/\0]/g, '_');
  const extension = extname(plain) === '' ? (extensions[languageId] ?? '') : '';
  return `${folder ?? '/tmp'}/${plain}${extension}`;
}

/** Without the white space that all lines begin with. */
export function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  const [first = '', ...rest] = indents;
  const common = rest.reduce((shared, indent) => sharedStart(shared, indent), first);
  return lines.map((line) => (line.startsWith(common) ? line.slice(common.length) : line.trimStart())).join('\n');
}

function sharedStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length);
}
