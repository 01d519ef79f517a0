import { getSystemErrorMap } from 'node:util';

/** A system call's error as words (`permission denied`), for the `reason` of an error. */
export function systemReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown).slice(0, 4096);
  if ('errno' in thrown && typeof thrown.errno === 'number') {
    const known = getSystemErrorMap().get(thrown.errno);
    if (known !== undefined) return known[1];
  }
  return thrown.message.slice(0, 4096);
}

/** The code of a system call's error, such as `ENOENT`; null when it is none. */
export function systemCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}
