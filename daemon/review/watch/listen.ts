import { spawn } from 'node:child_process';
import { systemReason } from '../../state/systemReason.js';
import { jsonLines } from './jsonLines.js';

/** Of what it complains so many characters are kept. */
const longestComplaint = 4096;

/** A program that goes on to speak. */
export interface Listening {
  /** What it says, a JSON value a line; what is no JSON, or too long, is null and the last one. */
  readonly lines: AsyncGenerator<unknown, void>;
  /** Its standard error so far, or why it did not start. */
  complaint(): string;
  /** Its exit status, when it has ended; null when it was killed or did not start. */
  readonly ended: Promise<number | null>;
  /** Ends it. @returns when it has ended */
  stop(): Promise<void>;
}

/** Starts bellglass-fs to watch. It ends with this process, whatever that dies of. */
export function listen(program: string, spec: unknown): Listening {
  const child = spawn(program, ['watch'], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < longestComplaint) complaint = (complaint + text).slice(0, longestComplaint);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      complaint = `${program} cannot be started: ${systemReason(error)}`;
      resolve(null);
    });
    child.once('close', resolve);
  });
  child.stdin.end(JSON.stringify(spec));
  return {
    lines: jsonLines(child.stdout),
    complaint: () => complaint.trim(),
    ended,
    stop: async () => {
      child.kill('SIGKILL');
      // What nobody reads any more would never close.
      child.stdout.destroy();
      await ended;
    },
  };
}
