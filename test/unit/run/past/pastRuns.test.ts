import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeContext } from '../../../../daemon/run/context.js';
import { PastRuns } from '../../../../daemon/run/past/pastRuns.js';
import { openDatabase } from '../../../../daemon/state/database.js';
import type { Paths } from '../../../../daemon/state/paths.js';
import { expectFailure } from '../../../helpers/failures.js';
import { pastRunOf, unread } from '../../../helpers/pastRuns.js';
import { scratchPaths } from '../../../helpers/paths.js';

function open(paths = scratchPaths()): { past: PastRuns; paths: Paths; logged: string[] } {
  const logged: string[] = [];
  const context = makeContext({
    paths,
    env: {},
    log: (line) => void logged.push(line),
    advise: async () => await Promise.resolve(null),
  });
  onTestFinished(async () => {
    await context.probes.end();
  });
  return { past: new PastRuns(context), paths, logged };
}

const startedAt = (daysAgo: number): string => new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString();
const run = (id: string, daysAgo: number, more: Parameters<typeof pastRunOf>[1] = {}) =>
  pastRunOf(id, { startedAt: startedAt(daysAgo), ...more });

describe('runs that are over', () => {
  test('are known to the next daemon, with what became of them', async () => {
    const { past, paths } = open();
    const one = run('aa', 0, { workspace: '/w', review: unread });
    await past.save(one.record);
    expect(past.latest(10)).toEqual([one]);
    await past.update({ ...one, applications: 1 });
    expect(open(paths).past.latest(10)).toEqual([{ ...one, applications: 1 }]);
  });

  test('are found by the beginning of their ids', async () => {
    const { past } = open();
    for (const id of ['ab1', 'ab2', 'cd3']) await past.save(run(id, 0).record);
    const find = (word: string) => past.find({ run: word, workspace: null }).record.id;
    expect(find('c')).toBe('cd3');
    expect(find('ab2')).toBe('ab2');
    expect((await expectFailure('ambiguous_past_run', () => find('ab'))).data).toEqual({ reference: 'ab' });
    expect((await expectFailure('unknown_past_run', () => find('ef'))).data).toEqual({ reference: 'ef' });
  });

  test('cannot all be written down, which is logged and fails no run', async () => {
    const { past, paths, logged } = open();
    mkdirSync(paths.database);
    await past.save(run('aa', 0).record);
    expect(logged).toEqual([expect.stringMatching(/^run aa was not written down: .*database_unusable/)]);
    await expectFailure('database_unusable', () => past.latest(1));
  });
});

describe('the latest run', () => {
  const latest = async (workspace: string | null, ...runs: ReturnType<typeof run>[]): Promise<string> => {
    const { past } = open();
    for (const one of runs) await past.save(one.record);
    return past.find({ run: 'latest', workspace }).record.id;
  };

  test('is that which was started last, of all or of a workspace', async () => {
    const runs = [run('a1', 3, { workspace: '/w' }), run('b2', 2, { workspace: '/w' }), run('c3', 1)];
    expect(await latest(null, ...runs)).toBe('c3');
    expect(await latest('/w', ...runs)).toBe('b2');
  });

  test('is asked for from anywhere in its workspace, and from nowhere else', async () => {
    const one = run('a1', 0, { workspace: '/w' });
    expect(await latest('/w/deep/down', one)).toBe('a1');
    for (const elsewhere of ['/', '/w2', '/x/w'])
      await expectFailure('unknown_past_run', async () => await latest(elsewhere, one));
  });

  test('is one with something to look at, if there is any', async () => {
    const [left, nothing] = [unread, { ...unread, state: 'none' as const }];
    const runs = [run('a1', 3, { review: left }), run('b2', 2, { review: nothing }), run('c3', 1)];
    expect(await latest(null, ...runs)).toBe('a1');
    expect(await latest(null, ...runs.slice(1))).toBe('c3');
  });
});

describe('what runs changed', () => {
  const homeOf = (paths: Paths, id: string): string => {
    mkdirSync(`${paths.reviews}/${id}`, { recursive: true });
    writeFileSync(`${paths.reviews}/${id}/changes.json`, '');
    return `${paths.reviews}/${id}`;
  };

  test('goes with the runs, which go after a month', async () => {
    const { past, paths } = open();
    const [old, young] = [homeOf(paths, 'aa'), homeOf(paths, 'bb')];
    await past.save(run('bb', 29).record);
    await past.save(run('aa', 31).record);
    expect(past.latest(10).map(({ record }) => record.id)).toEqual(['bb']);
    expect([old, young].map((path) => existsSync(path))).toEqual([false, true]);
  });

  test('brings its run back when the database was lost', async () => {
    const { past, paths } = open();
    const home = homeOf(paths, 'aa11');
    const one = run('aa11', 0, { review: unread });
    await past.save(one.record);
    await past.update({ ...one, applications: 2 });
    rmSync(paths.database);
    const next = open(paths).past;
    expect(await next.reviewed()).toEqual(['aa11']);
    expect(next.latest(10)).toEqual([{ ...one, applications: 2 }]);
    expect(existsSync(home)).toBe(true);
  });

  test('is none of a run that its name does not say', async () => {
    const { past, paths } = open();
    writeFileSync(`${homeOf(paths, 'bb22')}/run.json`, JSON.stringify(run('aa11', 0)));
    expect(await past.reviewed()).toEqual([]);
    expect(readdirSync(paths.reviews)).toEqual([]);
  });

  test('is removed when nobody knows its run, as after a kill before anything ran', async () => {
    const { past, paths } = open();
    await past.save(run('aa11', 0).record);
    for (const id of ['aa11', 'aa', 'bb22']) homeOf(paths, id);
    expect(await past.reviewed()).toEqual(['aa11']);
    expect(readdirSync(paths.reviews)).toEqual(['aa11']);
  });

  test('stays when its run is known but cannot be read, as of another version', async () => {
    const { past, paths } = open();
    const { database } = openDatabase(paths.database);
    database.exec(`INSERT INTO runs VALUES ('aa', 'z', '{"of":"another version"}')`);
    database.close();
    homeOf(paths, 'aa');
    await past.reviewed();
    expect(readdirSync(paths.reviews)).toEqual(['aa']);
  });

  test('stays when the database has lost its run and what is told beside it cannot be read', async () => {
    const { past, paths } = open();
    writeFileSync(`${homeOf(paths, 'aa')}/run.json`, '{"of":"another version"}');
    mkdirSync(`${homeOf(paths, 'bb')}/run.json`);
    expect(await past.reviewed()).toEqual([]);
    expect(readdirSync(paths.reviews).sort()).toEqual(['aa', 'bb']);
  });

  test('has a directory that is closed to others, made when it is needed', async () => {
    const { past, paths } = open();
    expect(await past.reviewed()).toEqual([]);
    expect(statSync(paths.reviews).mode & 0o777).toBe(0o700);
  });
});
