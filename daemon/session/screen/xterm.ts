import type { Terminal } from '@xterm/headless';
import { limits } from '../../protocol/limits.js';
import { insidesOf, type Charset } from './insides.js';

/** The final characters by which programs choose a set of characters (ECMA-35); "B" is ASCII. */
const designations = '0ACRQKYEZH=54';

/** The terminal emulator, loaded. */
export interface Xterm {
  readonly open: (rows: number, cols: number) => Terminal;
  /** How a set of characters is chosen. */
  readonly designation: (charset: Charset) => string;
}

let loading: Promise<Xterm> | null = null;

/** Loads the terminal emulator when the first terminal needs it: the daemon starts without. */
export async function loadXterm(): Promise<Xterm> {
  loading ??= load();
  return await loading;
}

async function load(): Promise<Xterm> {
  const loaded = await import('@xterm/headless');
  // It is CommonJS, whose names Node.js does not see and a bundler does.
  const { Terminal } = loaded.default;
  const open = (rows: number, cols: number): Terminal =>
    new Terminal({ rows, cols, scrollback: limits.scrollback, allowProposedApi: true, logLevel: 'off' });
  const known = await charsetsOf(open(2, 2));
  return { open, designation: (charset) => (charset === undefined ? 'B' : (known.get(charset) ?? 'B')) };
}

async function charsetsOf(terminal: Terminal): Promise<ReadonlyMap<object, string>> {
  const known = new Map<object, string>();
  for (const designation of designations) {
    await new Promise<void>((resolve) => {
      terminal.write(`\x1b(${designation}`, resolve);
    });
    const charset = insidesOf(terminal)._charsetService._charsets[0];
    if (charset !== undefined && !known.has(charset)) known.set(charset, designation);
  }
  terminal.dispose();
  return known;
}
