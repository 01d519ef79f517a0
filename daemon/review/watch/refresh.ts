import { open } from 'node:fs/promises';
import { refreshGuest } from '../../guest/refresh.js';
import type { Standing } from '../../protocol/wire/refresh.js';
import type { BaseEntry } from '../base/entry.js';
import type { Source } from '../collect.js';
import type { ReviewHome } from '../home.js';
import { note } from '../base/ledger.js';
import type { ChangedOnHost } from './line.js';

/**
 * Brings an edit of the host's into the guest's view and notes it; not where the guest changed the file too.
 * @returns whether that was done
 * @throws BellglassFailure guest_refused, guest_silent, guest_misbehaved; the system's error
 */
export async function refresh(edit: ChangedOnHost, { session, target }: Source, home: ReviewHome): Promise<boolean> {
  const { path, before, after, owner } = edit;
  const request = {
    workspace: target,
    path,
    before: before === null ? null : standingOf(before),
    after: after === null ? null : standingOf(after),
    ...owner,
  };
  const done = await refreshGuest(session, request, await bytesOf(after, home));
  if (done) await note(home.ledger, { path, entry: after });
  return done;
}

function standingOf({ kind, mode, size, mtime, target }: BaseEntry): Standing {
  const time = BigInt(mtime);
  const nanoseconds = ((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const modified = { seconds: Number((time - nanoseconds) / 1_000_000_000n), nanoseconds: Number(nanoseconds) };
  return { kind, mode, size, modified, ...(target === undefined ? {} : { target }) };
}

async function bytesOf(entry: BaseEntry | null, home: ReviewHome): Promise<Buffer> {
  if (entry?.kind !== 'file' || entry.at === undefined) return Buffer.alloc(0);
  const file = await open(home.refreshed, 'r');
  try {
    const bytes = Buffer.alloc(entry.size);
    const { bytesRead } = await file.read(bytes, 0, entry.size, entry.at);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
