import { readFileSync } from 'node:fs';
import { type EnvironmentEntry } from './environment.js';
import { UsageError } from './usage.js';

/** Most that an environment file may hold, in bytes. */
const mostBytes = 1024 * 1024;

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
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    throw new UsageError('env_file_unreadable', {
      path,
      reason: (thrown as NodeJS.ErrnoException).code ?? String(thrown),
    });
  }
  if (bytes.length > mostBytes)
    throw new UsageError('env_file_unreadable', { path, reason: 'it is larger than 1 MiB' });
  return bytes;
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
