import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';

/** Of a file, at most this many bytes are read. */
const mostBytes = 1024 * 1024;
/** How long a program may take to say its version, in milliseconds. */
const patience = 3000;

/** The beginning of a file as text; null when it cannot be read. */
export async function readText(path: string): Promise<string | null> {
  return (await readHead(path, mostBytes))?.toString('utf8') ?? null;
}

/** The first bytes of a file; null when it cannot be read. */
export async function readHead(path: string, bytes: number): Promise<Buffer | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** The number that a file of /proc/sys holds; null when it holds none, or is none. */
export async function readNumber(path: string): Promise<number | null> {
  const text = (await readText(path))?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** What a program said. */
export interface Said {
  /** Standard output and error, the one after the other. */
  readonly text: string;
  /** Why it failed; null when it ended well. */
  readonly problem: string | null;
}

/** Asks a program of the host for its version, with nothing of the daemon's environment. */
export async function ask(program: string, args: readonly string[]): Promise<Said> {
  return await new Promise((resolve) => {
    const options = {
      cwd: '/',
      env: { LC_ALL: 'C' },
      timeout: patience,
      killSignal: 'SIGKILL',
      maxBuffer: 65_536,
    } as const;
    execFile(program, [...args], options, (error, stdout, stderr) => {
      resolve({ text: `${stdout}${stderr}`, problem: error === null ? null : problemOf(error) });
    });
  });
}

function problemOf(error: { code?: string | number | null; signal?: string | null; killed?: boolean }): string {
  if (error.killed === true) return `it did not answer within ${String(patience / 1000)} s`;
  if (error.signal !== null && error.signal !== undefined) return `it was ended by ${error.signal}`;
  return typeof error.code === 'number'
    ? `it ended with status ${String(error.code)}`
    : `it cannot be started (${String(error.code)})`;
}
