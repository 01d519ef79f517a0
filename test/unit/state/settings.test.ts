import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSettings, settingNames } from '../../../daemon/state/settings.js';
import { sentence } from '../../../daemon/protocol/sentences.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

const usual = {
  totalMemoryMiB: null,
  totalCpus: null,
  memoryMiB: null,
  cpus: null,
  diskMiB: null,
  changesMiB: null,
  hidden: null,
  keepDays: null,
  keepMiB: null,
  ttlMs: null,
  idleStopMs: null,
};

/** A settings file with that text. */
function fileWith(text: string): string {
  const path = `${scratch()}/config.json`;
  writeFileSync(path, text);
  return path;
}

describe('settings', () => {
  test('are the usual ones where there is no file, and none is made', async () => {
    const directory = `${scratch()}/bellglass`;
    expect(await readSettings(`${directory}/config.json`)).toEqual(usual);
    expect(existsSync(directory)).toBe(false);
    expect(await readSettings(`${fileWith('')}/config.json`)).toEqual(usual);
  });

  test('are what the file says, and the usual for the rest', async () => {
    const path = fileWith('{"totalMemoryMiB": 4096, "idleStopMs": 600000, "ttlMs": null}\n');
    expect(await readSettings(path)).toEqual({ ...usual, totalMemoryMiB: 4096, idleStopMs: 600_000 });
    expect(await readSettings(fileWith('{}'))).toEqual(usual);
  });

  test('have a name each', () => {
    expect(settingNames).toEqual(Object.keys(usual));
  });
});

describe('a malformed file', () => {
  test.each([
    ['no JSON', '{"memoryMiB": 5', /it is no JSON/],
    ['nothing', '', /it is no JSON/],
    ['a list', '[]', /expected object/],
    ['a key that is none', '{"memory": 512}', /"memory"/],
    ['a text for a number', '{"memoryMiB": "512"}', /memoryMiB: .*expected/],
    ['a broken number', '{"totalCpus": 1.5}', /totalCpus: /],
    ['too little', '{"totalMemoryMiB": 1}', /totalMemoryMiB: .*128/],
    ['no time at all', '{"ttlMs": 0}', /ttlMs: /],
    ['a book', `{"cpus": ${' '.repeat(70_000)}1}`, /longer than 65536 characters/],
  ])('with %s is refused, with what is wrong', async (_what, text, issue) => {
    const path = fileWith(text);
    const error = await expectFailure('settings_malformed', async () => await readSettings(path));
    expect(error.data).toMatchObject({ path, issue: expect.stringMatching(issue) as string });
    expect(sentence(error)).toContain(path);
  });

  test('that cannot be read is refused with the reason', async () => {
    const path = `${scratch()}/config.json`;
    mkdirSync(path);
    const error = await expectFailure('settings_malformed', async () => await readSettings(path));
    expect(error.data).toMatchObject({ issue: 'it cannot be read (illegal operation on a directory)' });
  });

  test('of which nothing may be read is refused', async () => {
    const path = fileWith('{}');
    chmodSync(path, 0);
    // The superuser may read it all the same.
    if (process.getuid?.() === 0) expect(await readSettings(path)).toEqual(usual);
    else await expectFailure('settings_malformed', async () => await readSettings(path));
  });
});
