import fc from 'fast-check';
import type { FileChange, FileMode, FileVersion } from '../../../daemon/review/diff/patch.js';
import { anyText, bytes, textAndChanged } from './texts.js';
import type { Tree } from './tree.js';

/** Names of any bytes that a file may have; none of them is git's own. */
export const fileName: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '\t', '\n', '"', '\\', "'", 'a', '.', '-'),
      fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    ),
    { maxLength: 10 },
  )
  .map((characters) => `f${characters.join('').replaceAll('/', '_')}`);

const binary = fc.uint8Array({ maxLength: 400 }).map((content) => Buffer.from([0, ...content]));
const content = fc.oneof(
  { weight: 3, arbitrary: textAndChanged },
  { weight: 1, arbitrary: fc.tuple(binary, binary) },
  { weight: 1, arbitrary: fc.tuple(anyText, binary) },
  { weight: 1, arbitrary: anyText.map((text) => [text, text] as const) },
  { weight: 1, arbitrary: anyText.map((text) => [text, bytes('')] as const) },
);
const fileMode = fc.constantFrom<FileMode[]>('100644', '100755');
/** A link cannot lead to nothing, nor have a NUL in its target. */
const link = fc.constantFrom('a', '../b c', 'no newline', 'caf\xe9\n', 'x/\xff');

function version(path: string, file: Buffer, mode: FileMode, target: string | null): FileVersion {
  return target === null ? { path, mode, bytes: file } : { path, mode: '120000', bytes: bytes(target) };
}

/** Anything that can become of a file with one name: its content, its mode, its kind; it comes, it goes, it is renamed. */
function changeOf(path: string, renamed: string): fc.Arbitrary<FileChange> {
  const target = fc.option(link, { freq: 4 });
  return fc
    .tuple(content, fileMode, fileMode, target, target, fc.constantFrom('comes', 'goes', 'stays', 'stays', 'moves'))
    .map(([[old, fresh], oldMode, newMode, oldTarget, newTarget, what]) => {
      const before = version(path, old, oldMode, oldTarget);
      const after = version(what === 'moves' ? renamed : path, fresh, newMode, newTarget);
      if (what === 'comes') return { before: null, after };
      return { before, after: what === 'goes' ? null : after };
    });
}

/** Changes of several files, in two directories. */
export const changes: fc.Arbitrary<FileChange[]> = fc
  .uniqueArray(fileName, { minLength: 1, maxLength: 5 })
  .chain((names) =>
    fc.tuple(...names.map((name, at) => changeOf(at % 2 === 0 ? name : `d d/${name}`, `moved/${name}`))),
  );

/** The trees before and after. */
export function treesOf(all: readonly FileChange[]): { readonly before: Tree; readonly after: Tree } {
  const there = (file: FileVersion | null): FileVersion[] => (file === null ? [] : [file]);
  return { before: all.flatMap(({ before }) => there(before)), after: all.flatMap(({ after }) => there(after)) };
}
