import { Writable } from 'node:stream';
import type { SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';
import { ScreenFile } from './disk/screenFile.js';
import { drawScreen } from './terminalSide.js';
import type { Outlet } from './viewers.js';

/** A client that sees a terminal. */
export interface Attachment {
  /** What it types. */
  readonly input: Writable;
  /** Its terminal has another size. */
  readonly resize: (size: TerminalSize) => void;
  /** It is gone. */
  readonly detach: () => void;
}

/** Shows a client the last screen of a session that has ended, and the end. */
export async function showLastScreen(
  path: string,
  outlet: Outlet,
  size: TerminalSize,
  ended: SessionInfo,
): Promise<Attachment> {
  const { screen } = await drawScreen(new ScreenFile(path), ended.terminal ?? size);
  screen.resize({ rows: Math.min(screen.size.rows, size.rows), cols: Math.min(screen.size.cols, size.cols) });
  outlet.send(screen.restoration({ ...size, history: true }), () => undefined);
  screen.dispose();
  outlet.end(ended);
  const input = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  return { input, resize: () => undefined, detach: () => undefined };
}
