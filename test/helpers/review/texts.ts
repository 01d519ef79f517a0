import fc from 'fast-check';

/** Bytes of a string whose characters are bytes. */
export function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const line = fc.constantFrom(
  '',
  'a',
  'b',
  'c',
  '  b',
  '-- x',
  '+++ y',
  '@@ -1 +1 @@',
  '\\',
  'caf\xe9',
  '\xff\xfe',
  '\r',
  'e\ro',
);
const ending = fc.constantFrom('\n', '\n', '\n', '\r\n');

/** Texts of few different lines, so that there are many ways to tell them apart; in no encoding, with and without a last line feed. */
export const anyText: fc.Arbitrary<Buffer> = fc
  .tuple(fc.array(fc.tuple(line, ending), { maxLength: 24 }), fc.boolean())
  .map(([lines, closed]) => {
    const text = lines.map((parts) => parts.join('')).join('');
    return bytes(closed ? text : text.replace(/\r?\n$/, ''));
  });

/** Two texts, most of the second from the first. */
export const textAndChanged: fc.Arbitrary<readonly [Buffer, Buffer]> = fc
  .tuple(anyText, anyText, anyText, fc.nat(), fc.nat())
  .map(([head, tail, other, from, to]) => {
    const before = Buffer.concat([head, bytes('\n'), tail]);
    const [start, end] = [from % (before.length + 1), to % (before.length + 1)].sort((a, b) => a - b);
    return [before, Buffer.concat([before.subarray(0, start), other, before.subarray(end)])] as const;
  });

/** One thing done to the line of that number: it goes, a new line comes before it, or it becomes a new line. */
export interface Deed {
  readonly at: number;
  readonly kind: 'remove' | 'insert' | 'replace';
}

/** Deeds to a text of so many lines. */
export function deeds(lines: number, most = 8): fc.Arbitrary<Deed[]> {
  return fc.uniqueArray(
    fc.record({ at: fc.nat({ max: lines - 1 }), kind: fc.constantFrom<Deed['kind'][]>('remove', 'insert', 'replace') }),
    { maxLength: most, selector: ({ at }) => at },
  );
}

/** A text of that many lines with no two alike, so that there is one way to tell what was done to it. No line begins with a letter. */
export function plainText(lines: number, ending = '\n'): string[] {
  return Array.from({ length: lines }, (_, number) => `${String(number)} line${ending}`);
}

/** The lines with the deeds done to them; what is new names its author. */
export function done(lines: readonly string[], work: readonly Deed[], author: string, ending = '\n'): string[] {
  return lines.flatMap((line, at) => {
    const deed = work.find((one) => one.at === at);
    const fresh = `${String(at)} ${author}${ending}`;
    if (deed === undefined) return [line];
    if (deed.kind === 'remove') return [];
    return deed.kind === 'insert' ? [fresh, line] : [fresh];
  });
}
