/** Where in a control sequence of ECMA-48 the text is. */
type Place = 'text' | 'escape' | 'intermediate' | 'control' | 'string' | 'stringEscape';

const [bell, lineFeed, carriageReturn, escape] = ['\u0007', '\n', '\r', '\u001b'];
/** What begins a string, after ESC and as one character: DCS, SOS, OSC, PM, APC. */
const strings = new Set(['P', 'X', ']', '^', '_', '\u0090', '\u0098', '\u009d', '\u009e', '\u009f']);
const controlIntroducer = '\u009b';
const stringTerminator = '\u009c';

/** Makes plain text of what was written for a terminal, in time that grows with its length and no faster, whatever a program writes. */
export class PlainText {
  private place: Place = 'text';
  private returned = false;

  /** @param text a piece of the output, which may end within a control sequence */
  of(text: string): string {
    let plain = '';
    for (const character of text) plain += this.take(character);
    return plain;
  }

  private take(character: string): string {
    if (this.place === 'text') return this.takeText(character);
    this.place = this.next(this.place, character);
    // A line ends whatever was not ended before: nobody's output is hidden for good.
    return character === lineFeed ? lineFeed : '';
  }

  private takeText(character: string): string {
    const before = this.returned && character !== lineFeed ? carriageReturn : '';
    this.returned = character === carriageReturn;
    if (character === escape) this.place = 'escape';
    else if (character === controlIntroducer) this.place = 'control';
    else if (strings.has(character) && character > '\u007f') this.place = 'string';
    else if (character === lineFeed || character === '\t' || isShown(character)) return before + character;
    return before;
  }

  private next(place: Exclude<Place, 'text'>, character: string): Place {
    if (character === lineFeed) return 'text';
    if (place === 'string') {
      if (character === escape) return 'stringEscape';
      return character === bell || character === stringTerminator ? 'text' : 'string';
    }
    if (place === 'stringEscape' && character === '\\') return 'text';
    if (character === escape) return 'escape';
    if (place === 'control') return character >= '@' && character <= '~' ? 'text' : 'control';
    if (place === 'intermediate') return isIntermediate(character) ? 'intermediate' : 'text';
    if (character === '[') return 'control';
    if (strings.has(character)) return 'string';
    return isIntermediate(character) ? 'intermediate' : 'text';
  }
}

function isShown(character: string): boolean {
  return (character >= ' ' && character < '\u007f') || character > '\u009f';
}

function isIntermediate(character: string): boolean {
  return character >= ' ' && character <= '/';
}
