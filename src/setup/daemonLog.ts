import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Disposable, LogOutputChannel } from 'vscode';
import type { Presence } from '../../daemon/client/presence.js';
import { asError } from '../../daemon/protocol/errors.js';

/** How often the file is looked at, in milliseconds: not every file system tells of changes. */
const every = 1000;
/** How much of an older log is shown, in bytes, and how much at a time. */
const most = 64 * 1024;

/** The daemon's log within the window's own. It is not looked at before begin(): a window in which Bellglass is not used reads no file every second. */
export class DaemonLog implements Disposable {
  private stop: (() => void) | null = null;
  private ended = false;

  constructor(
    private readonly daemon: { readonly presence: Pick<Presence, 'log'> },
    private readonly log: Pick<LogOutputChannel, 'info' | 'warn'>,
  ) {}

  /** Follows it from now on. May be called again, and before there is such a file: a daemon that cannot start may still say why. */
  begin(): void {
    if (this.ended || this.stop !== null) return;
    try {
      this.stop = followLog(this.daemon.presence.log, (line) => {
        this.log.info(`[bellglassd] ${line}`);
      });
    } catch (thrown) {
      this.log.warn(`the daemon's log cannot be read: ${asError(thrown).code}`);
    }
  }

  dispose(): void {
    this.ended = true;
    this.stop?.();
  }
}

/** Follows the daemon's log, which it may truncate or begin anew. @param onLine called with each line. @returns what stops that */
export function followLog(path: string, onLine: (line: string) => void): () => void {
  let at: number | null = null;
  let rest = '';
  const read = (): void => {
    const piece = readFrom(path, at);
    if (piece === null) return;
    ({ at } = piece);
    const lines = `${piece.skipped ? '' : rest}${piece.text}`.split('\n');
    rest = (lines.pop() ?? '').slice(-most);
    for (const line of lines) if (line !== '') onLine(line);
  };
  read();
  const timer = setInterval(read, every).unref();
  return () => {
    clearInterval(timer);
  };
}

function readFrom(path: string, from: number | null): { text: string; at: number; skipped: boolean } | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(file);
    const begun = from === null || size < from ? 0 : from;
    const start = Math.max(begun, size - most);
    const bytes = Buffer.alloc(size - start);
    const length = readSync(file, bytes, 0, bytes.length, start);
    return { text: bytes.toString('utf8', 0, length), at: start + length, skipped: start !== from };
  } finally {
    closeSync(file);
  }
}
