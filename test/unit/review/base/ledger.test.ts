import { appendFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { note, readLedger } from '../../../../daemon/review/base/ledger.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { entryOf } from '../../../helpers/review/base.js';
import { scratch } from '../../../helpers/scratch.js';

describe('a ledger', () => {
  test('has the latest of each path', async () => {
    const file = `${scratch()}/ledger`;
    const name = { bytes: '/w==' };
    await note(file, { path: 'a', entry: entryOf({ path: 'a', size: 1 }) });
    await note(file, { path: name, entry: null });
    await note(file, { path: 'a', entry: entryOf({ path: 'a', size: 2 }) });
    const ledger = await readLedger(file);
    expect([...ledger.keys()]).toEqual(['a', rawPath(name)]);
    expect(ledger.get(rawPath('a'))).toEqual(entryOf({ path: 'a', size: 2 }));
    expect(ledger.get(rawPath(name))).toBeNull();
  });

  test('is empty when nothing was noted', async () => {
    expect(await readLedger(`${scratch()}/none`)).toEqual(new Map());
  });

  test('has what was noted before its writer was killed in the middle of a line', async () => {
    const file = `${scratch()}/ledger`;
    await note(file, { path: 'a', entry: null });
    appendFileSync(file, '{"path":"b","en');
    expect([...(await readLedger(file)).keys()]).toEqual(['a']);
  });

  test('that says something else is none', async () => {
    const file = `${scratch()}/ledger`;
    writeFileSync(file, '{"path":"../b","entry":null}\n');
    await expect(readLedger(file)).rejects.toThrow();
  });
});
