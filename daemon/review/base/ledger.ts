import { appendFile, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { systemCode } from '../../state/systemReason.js';
import { relativePath } from '../../protocol/wire/changes.js';
import { baseEntry, type BaseEntry } from './entry.js';
import { rawPath, type RawPath } from '../rawPath.js';

const ledgerLine = z.strictObject({ path: relativePath, entry: baseEntry.nullable() });

/** What the guest was given of the host's edits since the snapshot, the latest of each path; null: that nothing is there. */
export type Ledger = ReadonlyMap<RawPath, BaseEntry | null>;

/**
 * Notes that the guest was given something. It is written when that is done: of what was done and not noted the guest's content is the
 * host's, and what is the same is no conflict.
 * @throws the system's error
 */
export async function note(file: string, line: z.input<typeof ledgerLine>): Promise<void> {
  await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

/** Reads it again; one that is not there is empty, and what was cut off in the middle of its last line is left out. @throws the system's error, Error when it is no ledger */
export async function readLedger(file: string): Promise<Ledger> {
  const ledger = new Map<RawPath, BaseEntry | null>();
  for (const line of (await textOf(file)).split('\n').slice(0, -1)) {
    const { path, entry } = ledgerLine.parse(JSON.parse(line));
    ledger.set(rawPath(path), entry);
  }
  return ledger;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}
