import { spawn } from 'node:child_process';
import { systemReason } from '../state/systemReason.js';

/** The longest answer, in bytes: lists of a thousand paths, each byte of which JSON may write as six. */
const longestAnswer = 64 * 1024 * 1024;
/** Of what it complains so many characters are kept. */
const longestComplaint = 4096;

/** What bellglass-fs said. */
export interface Answer {
  readonly status: number | null;
  /** The JSON of its standard output; null when it was none. */
  readonly json: unknown;
  /** Its standard error, or why it did not start; empty when there is nothing to say. */
  readonly complaint: string;
}

/** Runs bellglass-fs with a specification. @param signal kills it, with its reason; null: it is waited for @throws the reason of `signal` */
export async function runProgram(
  program: string,
  command: 'hidden' | 'apply' | 'undo' | 'recover',
  spec: unknown,
  signal: AbortSignal | null,
): Promise<Answer> {
  signal?.throwIfAborted();
  const child = spawn(program, [command], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  let [answer, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (answer.length < longestAnswer) answer += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < longestComplaint) complaint = (complaint + text).slice(0, longestComplaint);
  });
  child.stdin.on('error', () => undefined);
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      complaint = `${program} cannot be started: ${systemReason(error)}`;
      resolve(null);
    });
    child.once('close', resolve);
    child.stdin.end(JSON.stringify(spec));
  });
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return { status, json: jsonOf(answer), complaint: complaint.trim() };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
