import { join } from 'node:path';

/** Where the review of one run is kept: its snapshot, its changes, and what was applied of them. */
export interface ReviewHome {
  readonly path: string;
  /** An EROFS image of the folder, which holds what people edit and promises the rest. */
  readonly snapshot: string;
  /** What the folder was, a line an entry. */
  readonly base: string;
  /** The bytes of what the host edited since, one file after the other. */
  readonly refreshed: string;
  /** What the guest was given of that, a line an entry. */
  readonly ledger: string;
  /** The ext4 that takes the changes. */
  readonly changes: string;
  /** The run that it is of, as the database has it: from here it is found again when that is lost. */
  readonly run: string;
  /** The change set, once it was read. */
  readonly changeSet: string;
  /** What is asked of git while the change set is read; gone afterwards. */
  readonly ignoring: string;
  /** What the run brings to the repository of the folder. */
  readonly repository: string;
  /** A directory for each application, 1, 2, …, and beside it which refs it moved. */
  readonly applied: string;
}

/** The home of the review of the run with that id. */
export function reviewHome(reviews: string, runId: string): ReviewHome {
  const path = join(reviews, runId);
  return {
    path,
    snapshot: join(path, 'snapshot.erofs'),
    base: join(path, 'base.ndjson'),
    refreshed: join(path, 'refreshed.bin'),
    ledger: join(path, 'ledger.ndjson'),
    changes: join(path, 'changes.ext4'),
    run: join(path, 'run.json'),
    changeSet: join(path, 'changes.json'),
    ignoring: join(path, 'ignoring'),
    repository: join(path, 'repository'),
    applied: join(path, 'applied'),
  };
}
