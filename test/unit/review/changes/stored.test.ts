import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { loadChanges, storeChanges } from '../../../../daemon/review/changes/stored.js';
import { rawOf } from '../../../../daemon/review/rawPath.js';
import { expectFailure } from '../../../helpers/failures.js';
import { scratch } from '../../../helpers/scratch.js';

const path = rawOf(Buffer.from([0x61, 0xff, 0x0a]));
const deleted: Change = {
  ...{ path, what: 'deleted', from: null, contentChanged: false, after: null },
  before: { kind: 'symlink', target: rawOf(Buffer.from([0xfe])) },
};

describe('changes that are written down', () => {
  test('are read as they were, whatever their names are', async () => {
    const at = `${scratch()}/changes.json`;
    await storeChanges(at, [deleted]);
    expect(await loadChanges(at)).toEqual([deleted]);
    await storeChanges(at, []);
    expect(await loadChanges(at)).toEqual([]);
    expect(statSync(at).mode & 0o077).toBe(0);
  });

  test('are unreadable when they are not there, cut off, of another version or something else', async () => {
    const at = `${scratch()}/changes.json`;
    const unreadable = async () => {
      const { data } = await expectFailure('review_unreadable', async () => await loadChanges(at));
      expect(data).toMatchObject({ path: at, reason: expect.stringMatching(/./) as string });
    };
    await unreadable();
    await storeChanges(at, [deleted]);
    const whole = readFileSync(at, 'utf8');
    const [head, , end] = whole.split('\n');
    for (const text of [
      `${head ?? ''}\n`,
      `${head ?? ''}\n${end ?? ''}\n`,
      whole.slice(0, -2),
      whole.replace('"version":2', '"version":3'),
      `${whole}{}\n`,
      '[]',
      '',
    ]) {
      writeFileSync(at, text);
      await unreadable();
    }
  });
});
