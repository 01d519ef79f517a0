import { binaryPatch } from './binaryPatch.js';
import { blobId, idLength, type ObjectFormat } from './blobId.js';
import { diffLines, usualContext } from './hunks.js';
import { hunkText } from './hunkText.js';
import { isBinary } from './isBinary.js';
import { quoteName } from './quoteName.js';
import { similarity } from './similarity.js';

/** What git keeps of a file's mode: a plain file, an executable one, a symbolic link. */
export type FileMode = '100644' | '100755' | '120000';

/** A file as it was or is. */
export interface FileVersion {
  /** Relative to the top, with slashes. A character is a byte (latin1). */
  readonly path: string;
  readonly mode: FileMode;
  /** Its content; a link's target. Null when it was too large to be read. */
  readonly bytes: Buffer | null;
}

/** What became of one file: null before when it is new, null after when it is gone; two paths when it was renamed. */
export type FileChange =
  | { readonly before: FileVersion; readonly after: FileVersion | null }
  | { readonly before: null; readonly after: FileVersion };

/** How a patch is written. */
export interface PatchOptions {
  /** Lines that stay on each side of a change; git's 3 unless told. */
  readonly context?: number;
  /** The largest content of either side that a patch holds, in bytes; 16 MiB unless told. */
  readonly largest?: number;
  /** The repository's. `git apply` refuses a binary patch with the other's names; any other patch it takes. SHA-1 unless told. */
  readonly objectFormat?: ObjectFormat;
}

/** A patch of one file; the patches of many files stand one after the other. */
export interface Patch {
  /** Empty when nothing changed. */
  readonly bytes: Buffer;
  /** Whether `git apply` can do the whole change with it. A content that is too large is only said to differ. */
  readonly complete: boolean;
}

type Settings = Required<PatchOptions>;

const usual: Settings = { context: usualContext, largest: 16 * 2 ** 20, objectFormat: 'sha1' };

/** The change as `git diff --binary --full-index` writes it, but without functions' names after `@@` and with no deltas of binaries. */
export function patch(change: FileChange, options: PatchOptions = {}): Patch {
  const settings = { ...usual, ...options };
  const parts = becomesAnother(change)
    ? [onePatch(change.before, null, settings), onePatch(null, change.after, settings)]
    : [onePatch(change.before, change.after, settings)];
  return {
    bytes: Buffer.from(parts.map(({ text }) => text).join(''), 'latin1'),
    complete: parts.every(({ complete }) => complete),
  };
}

/** Whether a file became a link, or a link a file: git deletes the one and makes the other. */
function becomesAnother({ before, after }: FileChange): boolean {
  return before !== null && after !== null && isLink(before) !== isLink(after);
}

function isLink({ mode }: FileVersion): boolean {
  return mode === '120000';
}

interface Text {
  readonly text: string;
  readonly complete: boolean;
}

function onePatch(before: FileVersion | null, after: FileVersion | null, settings: Settings): Text {
  const content = contentText(before, after, settings);
  const lines = [...modeLines(before, after), ...renameLines(before, after, settings)];
  if (content.text === '' && lines.length === 0) return content;
  const from = quoteName(`a/${(before ?? after)?.path ?? ''}`);
  const to = quoteName(`b/${(after ?? before)?.path ?? ''}`);
  const head = [`diff --git ${from} ${to}`, ...lines].join('\n');
  return { text: `${head}\n${content.text}`, complete: content.complete };
}

function modeLines(before: FileVersion | null, after: FileVersion | null): string[] {
  if (before === null) return after === null ? [] : [`new file mode ${after.mode}`];
  if (after === null) return [`deleted file mode ${before.mode}`];
  return before.mode === after.mode ? [] : [`old mode ${before.mode}`, `new mode ${after.mode}`];
}

function renameLines(before: FileVersion | null, after: FileVersion | null, { largest }: Settings): string[] {
  if (before === null || after === null || before.path === after.path) return [];
  const [old, fresh] = [contentOf(before), contentOf(after)];
  const compared = (fits(before, largest) && fits(after, largest)) || sameContent(before, after);
  return [
    ...(compared ? [`similarity index ${String(similarity(old, fresh))}%`] : []),
    `rename from ${quoteName(before.path)}`,
    `rename to ${quoteName(after.path)}`,
  ];
}

/** The line of the objects' names, and the change of the content; nothing when it stayed. */
function contentText(before: FileVersion | null, after: FileVersion | null, settings: Settings): Text {
  const [old, fresh] = [contentOf(before), contentOf(after)];
  const known = before?.bytes !== null && after?.bytes !== null;
  if (before !== null && after !== null && sameContent(before, after)) return { text: '', complete: true };
  const [from, to] = [label('a', before), label('b', after)];
  const index = known ? indexLine(before, after, settings) : '';
  if (!fits(before, settings.largest) || !fits(after, settings.largest))
    return { text: `${index}Binary files ${from} and ${to} differ\n`, complete: false };
  if (isBinary(old) || isBinary(fresh)) return { text: index + binaryPatch(old, fresh), complete: true };
  const hunks = hunkText(diffLines(old, fresh, settings.context));
  // An empty file that comes or goes has no lines to show.
  const names = hunks === '' ? '' : `--- ${tabbed(from)}\n+++ ${tabbed(to)}\n`;
  return { text: index + names + hunks, complete: true };
}

function contentOf(version: FileVersion | null): Buffer {
  return version?.bytes ?? Buffer.alloc(0);
}

function sameContent(before: FileVersion, after: FileVersion): boolean {
  return before.bytes !== null && after.bytes !== null && before.bytes.equals(after.bytes);
}

function fits(version: FileVersion | null, largest: number): boolean {
  return version === null || (version.bytes !== null && version.bytes.length <= largest);
}

function indexLine(before: FileVersion | null, after: FileVersion | null, { objectFormat }: Settings): string {
  const [from, to] = [before, after].map((version) =>
    version === null ? '0'.repeat(idLength[objectFormat]) : blobId(contentOf(version), objectFormat),
  );
  const mode = before?.mode === after?.mode ? ` ${before?.mode ?? ''}` : '';
  return `index ${from ?? ''}..${to ?? ''}${mode}\n`;
}

function label(side: 'a' | 'b', version: FileVersion | null): string {
  return version === null ? '/dev/null' : quoteName(`${side}/${version.path}`);
}

/** A tab ends a name with a space, as git writes it, so that programs which look for a date there find the name's end. */
function tabbed(name: string): string {
  return name.includes(' ') ? `${name}\t` : name;
}
