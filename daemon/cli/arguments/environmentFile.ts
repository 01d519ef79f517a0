import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { type EnvironmentEntry } from './environment.js';
import { UsageError } from './usage.js';

/** Most that an environment file may hold, in bytes. */
const mostBytes = 1024 * 1024;
/** A pipe (`--env-file <(…)`) may be silent for so long, and is looked at so often; in milliseconds. */
const pipeDeadline = 5000;
const pause = 10;

/**
 * Reads an environment file as `docker run --env-file` does: a variable a line, values as they are (quotes stay), lines that begin
 * with # and empty ones left out, a name alone passing on the caller's own.
 * @throws UsageError env_file_unreadable, env_file_malformed
 */
export function readEnvironmentFile(path: string): EnvironmentEntry[] {
  const bytes = readBytes(path);
  const lines: Buffer[] = [];
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length + 1 : end + 1;
  }
  return lines.flatMap((line, index) => parseLine(line, index + 1, path));
}

function readBytes(path: string): Buffer {
  const unreadable = (reason: string) => new UsageError('env_file_unreadable', { path, reason });
  try {
    // Without NONBLOCK opening a FIFO would wait for its writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (stat.isDirectory()) throw unreadable('it is a directory');
      if (!stat.isFile() && !stat.isFIFO()) throw unreadable('it is neither a file nor a pipe');
      const bytes = readBounded(file, stat.isFIFO());
      if (bytes === null) throw unreadable(`nothing came from it within ${String(pipeDeadline / 1000)} s`);
      if (bytes.length > mostBytes) throw unreadable('it is larger than 1 MiB');
      return bytes;
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    const { errno, message } = thrown as NodeJS.ErrnoException;
    throw unreadable(getSystemErrorMap().get(errno ?? 0)?.[1] ?? message);
  }
}

/** Reads to the end, or a byte further than is allowed; null when a pipe stays silent. */
function readBounded(file: number, isPipe: boolean): Buffer | null {
  const bytes = Buffer.alloc(mostBytes + 1);
  let length = 0;
  for (let quiet = 0; length < bytes.length;) {
    const count = readSome(file, bytes, length);
    if (count > 0) quiet = 0;
    // A pipe without data ends when its writers have written and gone, and is silent before.
    else if (!isPipe || (count === 0 && length > 0)) break;
    else if ((quiet += pause) > pipeDeadline) return null;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    length += Math.max(count, 0);
  }
  return bytes.subarray(0, length);
}

/** @returns how many bytes came; -1 when none has come yet */
function readSome(file: number, bytes: Buffer, at: number): number {
  try {
    return readSync(file, bytes, at, bytes.length - at, null);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EAGAIN') return -1;
    throw thrown;
  }
}

function parseLine(bytes: Buffer, line: number, path: string): EnvironmentEntry[] {
  const malformed = (reason: string) => new UsageError('env_file_malformed', { path, line, reason });
  let text: string;
  try {
    // The decoder leaves a byte order mark out.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('is not valid UTF-8');
  }
  text = text.replace(/\r$/, '').trimStart();
  if (text === '' || text.startsWith('#')) return [];
  if (text.includes('\0')) throw malformed('holds a NUL byte');
  const equals = text.indexOf('=');
  const name = equals < 0 ? text.trimEnd() : text.slice(0, equals);
  if (name === '') throw malformed('has no name before "="');
  if (/\s/.test(name)) throw malformed('has white space in its name');
  return [{ name, value: equals < 0 ? null : text.slice(equals + 1) }];
}
