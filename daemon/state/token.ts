import { randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { systemCode, systemReason } from './systemReason.js';

const token = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The secret that every client shows: 64 hex digits in a file with mode 0600, made on first use.
 * @throws BellglassFailure state_unusable when it cannot be read or made, or holds something else
 */
export function readOrMakeToken(path: string): string {
  try {
    return readToken(path) ?? makeToken(path);
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? 'it does not hold a token' : systemReason(thrown);
    throw new BellglassFailure({ code: 'state_unusable', data: { path, reason } }, { cause: thrown });
  }
}

function readToken(path: string): string | null {
  try {
    return token.parse(readFileSync(path, 'utf8').trim());
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

function makeToken(path: string): string {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    // A link never replaces: of two makers one wins, and both read the winner's.
    linkSync(draft, path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
  return token.parse(readFileSync(path, 'utf8').trim());
}

/** Whether the two are equal, in a time that tells nothing about where they differ. */
export function sameToken(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
