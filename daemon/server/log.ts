import { appendFileSync, renameSync, statSync } from 'node:fs';

/** A log that has grown to this is set aside, replacing the one that was set aside before; in bytes. */
const longest = 1024 * 1024;

/** The daemon's log: a line an event, in at most two files of about a mebibyte. It never throws. */
export class Log {
  constructor(private readonly path: string) {}

  /** Writes one line, with the time before it. */
  readonly write = (line: string): void => {
    const text = `${new Date().toISOString()} ${line.replace(/[\r\n]+/g, ' ').slice(0, 8192)}\n`;
    try {
      this.bound();
      appendFileSync(this.path, text, { mode: 0o600 });
    } catch {
      // A full disk must not end anyone's run.
    }
  };

  private bound(): void {
    const stat = statSync(this.path, { throwIfNoEntry: false });
    if (stat !== undefined && stat.size > longest) renameSync(this.path, `${this.path}.1`);
  }
}
