import { describe, expect, test } from 'vitest';
import { refreshGuest } from '../../../daemon/guest/refresh.js';
import { expectFailure } from '../../helpers/failures.js';
import { takingGuest } from '../../helpers/guest/takingGuest.js';

const request = { workspace: '/work', path: 'a', before: null, after: null, uid: 0, gid: 0 };

describe('a guest', () => {
  test('is given a document and the bytes behind it, and says whether it took them', async () => {
    const { session, given } = await takingGuest(({ bytes }) => ({ done: bytes !== '' }));
    const bytes = Buffer.from([10, 0, 255, 10]);
    expect(await refreshGuest(session, request, bytes)).toBe(true);
    expect(await refreshGuest(session, request, Buffer.alloc(0))).toBe(false);
    expect(given).toEqual([
      { request, bytes: bytes.toString('latin1') },
      { request, bytes: '' },
    ]);
  });

  test.each([{}, { done: 'yes' }, { done: true, more: 1 }, []])('that answers %j misbehaves', async (answer) => {
    const { session } = await takingGuest(() => answer);
    await expectFailure('guest_misbehaved', async () => await refreshGuest(session, request, Buffer.alloc(0)));
  });
});
