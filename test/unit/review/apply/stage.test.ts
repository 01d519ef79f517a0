import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../../daemon/protocol/limits.js';
import type { Staged } from '../../../../daemon/review/apply/plan.js';
import { stage } from '../../../../daemon/review/apply/stage.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { expectFailure } from '../../../helpers/failures.js';
import { contents, guestWith } from '../../../helpers/review/guest.js';
import { snapshotOf } from '../../../helpers/review/snapshotted.js';
import { scratch } from '../../../helpers/scratch.js';

const large = 'l'.repeat(limits.embeddedFile + 1);

function staged(name: string, path: string, size: number, base: string | null = null): Staged {
  return { name, path: rawPath(path), base: base === null ? null : rawPath(base), made: null, size };
}

async function stageIn(at: string, files: readonly Staged[], now: Readonly<Record<string, string>> | null = {}) {
  const folder = await snapshotOf({ small: 'five\n', empty: '', large });
  const source = now === null ? null : { session: await guestWith({ now: contents(now) }), target: '/work' };
  await stage(files, at, source, folder);
}

describe('what is needed for an application', () => {
  test('comes from the guest, from the snapshot and from the host, under its name and for nobody else', async () => {
    const at = `${scratch()}/staged`;
    const files = [
      staged('1', 'new', 3),
      staged('2', 'copy', 5, 'small'),
      staged('3', 'copied', large.length, 'large'),
      staged('4', 'nothing', 0, 'empty'),
      staged('5', 'none', 0),
    ];
    await stageIn(at, files, { new: 'abc', none: '' });
    expect(files.map(({ name }) => readFileSync(`${at}/${name}`, 'utf8'))).toEqual(['abc', 'five\n', large, '', '']);
    expect(statSync(at).mode & 0o777).toBe(0o700);
    expect(statSync(`${at}/1`).mode & 0o777).toBe(0o600);
  });

  test('may be bytes that were made here', async () => {
    const at = `${scratch()}/staged`;
    await stageIn(at, [{ ...staged('1', 'merged', 4), made: Buffer.from('both') }], null);
    expect(readFileSync(`${at}/1`, 'utf8')).toBe('both');
  });

  test('may be nothing, without a guest', async () => {
    const at = `${scratch()}/staged`;
    await stageIn(at, [], null);
    expect(existsSync(at)).toBe(true);
  });
});

describe('an application is not begun', () => {
  const failed = async (files: readonly Staged[], now: Record<string, string> | null, at = `${scratch()}/staged`) =>
    (
      await expectFailure('apply_failed', async () => {
        await stageIn(at, files, now);
      })
    ).data;

  test('with a file of another length than was told', async () => {
    expect(await failed([staged('1', 'new', 5)], { new: 'abc' })).toEqual({
      path: 'new',
      reason: 'only 3 bytes of 5 are there',
    });
  });

  test('with more than there is room for, of which nothing is asked of the guest', async () => {
    const at = `${scratch()}/staged`;
    expect(await failed([staged('1', 'small', 3), staged('2', 'hole', 2 ** 50)], null, at)).toEqual({
      path: 'hole',
      reason: expect.stringMatching(/^1125899906842627 bytes are needed, and \d+ are free on the disk$/) as string,
    });
    expect(readdirSync(at)).toEqual([]);
  });

  test('without the sandbox, when that has what is needed', async () => {
    expect(await failed([staged('1', 'new', 3)], null)).toEqual({ path: 'new', reason: 'its sandbox is not there' });
  });

  test('with a file that is neither in the snapshot nor in the folder any more', async () => {
    expect(await failed([staged('1', 'copy', 5, 'gone')], {})).toMatchObject({ path: 'copy' });
  });

  test('over what is staged already', async () => {
    const at = scratch();
    writeFileSync(`${at}/1`, 'precious');
    expect(await failed([staged('1', 'new', 3)], { new: 'abc' }, at)).toMatchObject({
      path: 'new',
      reason: 'file already exists',
    });
    expect(readFileSync(`${at}/1`, 'utf8')).toBe('precious');
  });

  test('when the guest refuses a file, which is told in its words', async () => {
    const at = `${scratch()}/staged`;
    await expectFailure('guest_refused', async () => {
      await stageIn(at, [staged('1', 'new', 3)], {});
    });
  });
});
