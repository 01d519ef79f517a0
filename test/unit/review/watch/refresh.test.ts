import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLedger } from '../../../../daemon/review/base/ledger.js';
import { reviewHome } from '../../../../daemon/review/home.js';
import type { ChangedOnHost } from '../../../../daemon/review/watch/line.js';
import { refresh } from '../../../../daemon/review/watch/refresh.js';
import { entryOf } from '../../../helpers/review/base.js';
import { takingGuest } from '../../../helpers/guest/takingGuest.js';
import { scratch } from '../../../helpers/scratch.js';

const target = '/work';
const edit = (after: ChangedOnHost['after']): ChangedOnHost => ({
  event: 'changed',
  path: 'a',
  before: entryOf({ path: 'a', mtime: '-1' }),
  after,
  owner: { uid: 1000, gid: 100 },
});

function home(spool = '') {
  const made = reviewHome(scratch(), 'run');
  mkdirSync(made.path);
  writeFileSync(made.refreshed, spool);
  return made;
}

describe('an edit of the host’s', () => {
  test('reaches the guest with its bytes, its owner and its times, and is noted', async () => {
    const { session, given } = await takingGuest(() => ({ done: true }));
    const at = home('..bytes..');
    const after = entryOf({ path: 'a', at: 2, mtime: '1700000000000000005' });
    expect(await refresh(edit(after), { session, target }, at)).toBe(true);
    const standing = { kind: 'file', mode: 0o644, size: 5 };
    expect(given).toEqual([
      {
        bytes: 'bytes',
        request: {
          workspace: target,
          path: 'a',
          before: { ...standing, modified: { seconds: -1, nanoseconds: 999_999_999 } },
          after: { ...standing, modified: { seconds: 1_700_000_000, nanoseconds: 5 } },
          uid: 1000,
          gid: 100,
        },
      },
    ]);
    expect([...(await readLedger(at.ledger)).values()]).toEqual([after]);
  });

  test('is not noted where the guest kept its own', async () => {
    const { session } = await takingGuest(() => ({ done: false }));
    const at = home();
    expect(await refresh(edit(null), { session, target }, at)).toBe(false);
    expect((await readLedger(at.ledger)).size).toBe(0);
  });
});
