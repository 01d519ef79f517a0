import type { Attributes } from './insides.js';

/** Bits of xterm.js's attributes: the kind and the value of a colour, and flags beside the foreground and the background. */
const kind = { mask: 0x3000000, of16: 0x1000000, of256: 0x2000000, rgb: 0x3000000 } as const;
const rgbMask = 0xffffff;
const extendedFlag = 0x10000000;
const underlineFlag = 0x10000000;

/** Flags beside the foreground, with their SGR codes. */
const foregroundFlags = [
  [0x8000000, 1],
  [0x20000000, 5],
  [0x4000000, 7],
  [0x40000000, 8],
  [0x80000000, 9],
] as const;
/** Flags beside the background. */
const backgroundFlags = [
  [0x8000000, 2],
  [0x4000000, 3],
  [0x40000000, 53],
] as const;

/** Whether two cells look alike but for their characters. */
export function sameLook(a: Attributes, b: Attributes): boolean {
  return a.fg === b.fg && a.bg === b.bg && underline(a) === underline(b) && underlineColour(a) === underlineColour(b);
}

/** Whether it is nothing but a background. */
export function isBackgroundOnly({ fg, bg }: Attributes): boolean {
  return fg === 0 && (bg & ~(kind.mask | rgbMask)) === 0;
}

/** A copy, since xterm.js goes on with its own. */
export function copyOf({ fg, bg, extended }: Attributes): Attributes {
  return { fg, bg, extended: { underlineStyle: extended.underlineStyle, underlineColor: extended.underlineColor } };
}

/** What is printed without any attribute. */
export const plain: Attributes = { fg: 0, bg: 0, extended: { underlineStyle: 0, underlineColor: 0 } };

/** The sequence after which everything is printed so. */
export function sgr(look: Attributes): string {
  const codes: (number | string)[] = [0];
  for (const [flag, code] of foregroundFlags) if ((look.fg & flag) !== 0) codes.push(code);
  for (const [flag, code] of backgroundFlags) if ((look.bg & flag) !== 0) codes.push(code);
  const style = underline(look);
  if (style > 0) codes.push(style === 1 ? 4 : `4:${String(style)}`);
  codes.push(...colour(look.fg, 38, 30, 90), ...colour(look.bg, 48, 40, 100));
  const line = underlineColour(look);
  if ((line & kind.mask) === kind.rgb) codes.push(`58:2::${rgb(line).join(':')}`);
  else if ((line & kind.mask) !== 0) codes.push(`58:5:${String(line & 0xff)}`);
  return `\x1b[${codes.length === 1 ? '' : codes.join(';')}m`;
}

function underline({ fg, bg, extended }: Attributes): number {
  if ((fg & underlineFlag) === 0) return 0;
  return (bg & extendedFlag) === 0 ? 1 : extended.underlineStyle;
}

function underlineColour({ extended }: Attributes): number {
  return extended.underlineColor & (kind.mask | rgbMask);
}

function colour(bits: number, code: number, dark: number, bright: number): number[] {
  const value = bits & 0xff;
  switch (bits & kind.mask) {
    case kind.of16:
      return [value < 8 ? dark + value : bright + value - 8];
    case kind.of256:
      return [code, 5, value];
    case kind.rgb:
      return [code, 2, ...rgb(bits)];
    default:
      return [];
  }
}

function rgb(bits: number): number[] {
  return [(bits >>> 16) & 0xff, (bits >>> 8) & 0xff, bits & 0xff];
}
