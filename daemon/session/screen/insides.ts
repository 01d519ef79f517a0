import type { Terminal } from '@xterm/headless';

/** Colours and flags of a cell, or of what is printed next, in xterm.js's own bits (attributes.ts). */
export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly underlineStyle: number; readonly underlineColor: number };
}

/** One cell; reused while a line is read. */
export interface Cell extends Attributes {
  getChars(): string;
  /** 0 for the second half of a wide character. */
  getWidth(): number;
}

/** One line. */
export interface Line {
  readonly length: number;
  readonly isWrapped: boolean;
  loadCell(x: number, into: Cell): Cell;
}

/** A set of characters; undefined is ASCII. */
export type Charset = object | undefined;

/** The normal or the alternate screen. Rows count from 0; `savedY` counts from the oldest line that is kept, `y` from `ybase`. */
export interface Buffer {
  readonly lines: { readonly length: number; get(y: number): Line | undefined };
  readonly ybase: number;
  readonly x: number;
  readonly y: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset: Charset;
}

/** What xterm.js keeps and does not show in its API: a terminal is not restored without it. restoration.test.ts fails where a version has others. */
export interface Insides {
  readonly buffers: { readonly normal: Buffer; readonly alt: Buffer; readonly active: Buffer };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle: 'block' | 'underline' | 'bar' | undefined;
      readonly cursorBlink: boolean | undefined;
    };
  };
  readonly unicodeService: { readonly _activeProvider: { wcwidth(codepoint: number): 0 | 1 | 2 } };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  readonly _charsetService: {
    readonly charset: Charset;
    readonly glevel: number;
    readonly _charsets: readonly Charset[];
  };
  readonly _inputHandler: {
    /** State 0 is between two sequences. */
    readonly _parser: { readonly currentState: number };
    readonly _curAttrData: Attributes;
    registerCsiHandler(id: { final: string }, handler: (params: { readonly params: Int32Array }) => boolean): unknown;
  };
}

/** The insides of a terminal. */
export function insidesOf(terminal: Terminal): Insides {
  return (terminal as unknown as { readonly _core: Insides })._core;
}

/** A cell to read into; the buffers' own is what new lines are filled with, and must not be touched. */
export function newCell(terminal: Terminal): Cell {
  return terminal.buffer.active.getNullCell() as unknown as Cell;
}
