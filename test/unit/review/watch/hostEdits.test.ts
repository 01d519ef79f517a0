import { mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BellglassError } from '../../../../daemon/protocol/errors.js';
import { limits } from '../../../../daemon/protocol/limits.js';
import { reviewHome } from '../../../../daemon/review/home.js';
import { takeSnapshot } from '../../../../daemon/review/snapshot.js';
import { HostEdits } from '../../../../daemon/review/watch/hostEdits.js';
import { listen, type Listening } from '../../../../daemon/review/watch/listen.js';
import { bellglassFs, inPlaceOfFs } from '../../../helpers/review/program.js';
import { takingGuest } from '../../../helpers/guest/takingGuest.js';
import { scratch } from '../../../helpers/scratch.js';
import { until } from '../../../helpers/waiting.js';

const never = new AbortController().signal;
const nothing = {
  refreshed: 0,
  missed: { count: 0, paths: [] },
  stale: { count: 0, paths: [] },
  unwatched: 0,
  folder: 'there',
};

/** A folder of which a guest has a view. */
class Folder {
  readonly around = scratch();
  readonly workspace = `${this.around}/work`;
  readonly home = reviewHome(this.around, 'run');
  readonly stopped: BellglassError[] = [];
  readonly logged: string[] = [];

  constructor() {
    mkdirSync(this.workspace);
    mkdirSync(this.home.path);
    this.write('a', 'one');
  }

  write(path: string, text: string): void {
    writeFileSync(`${this.workspace}/${path}`, text);
  }

  async listening(hidden: string[] = []): Promise<Listening> {
    return (await takeSnapshot(bellglassFs, this.workspace, this.home.path, hidden, never)).listening;
  }

  edits(listening: Listening, isShared = true): HostEdits {
    const { home, workspace } = this;
    const stop = (error: BellglassError): void => void this.stopped.push(error);
    const log = (line: string): void => void this.logged.push(line);
    const edits = new HostEdits({ listening, home, workspace, isShared, stop, log });
    onTestFinished(async () => {
      await edits.stop();
    });
    return edits;
  }
}

const soon = async (what: string, holds: () => boolean): Promise<unknown> =>
  await until({ what, milliseconds: 20_000 }, holds);

describe('while a guest has a view of a folder', () => {
  test('it is given what the host edits, also what it edited before the guest was there', async () => {
    const folder = new Folder();
    const edits = folder.edits(await folder.listening());
    folder.write('a', 'two');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { session, given } = await takingGuest(() => ({ done: true }));
    edits.follow({ session, target: '/work' });
    await soon('the first edit', () => given.length === 1);
    folder.write('b', 'new');
    await soon('the second', () => given.length === 2);
    expect(given.map(({ request: { path }, bytes }) => [path, bytes])).toEqual([
      ['a', 'two'],
      ['b', 'new'],
    ]);
    expect(await edits.stop()).toEqual({ ...nothing, refreshed: 2 });
    folder.write('a', 'three');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(given).toHaveLength(2);
    expect([folder.stopped, folder.logged]).toEqual([[], []]);
  });

  test('what it did not take is told, and so is what nobody could give it', async () => {
    const folder = new Folder();
    const edits = folder.edits(await folder.listening());
    const { session, given } = await takingGuest(({ request: { path } }) => (path === 'a' ? { done: false } : 500));
    edits.follow({ session, target: '/work' });
    folder.write('a', 'two');
    await soon('the edit', () => given.length === 1);
    folder.write('b', 'new');
    await soon('the failure', () => folder.logged.length === 1);
    expect(await edits.stop()).toEqual({ ...nothing, missed: { count: 2, paths: ['a', 'b'] } });
  });

  test('what was to be given when it ended is told as missed', async () => {
    const folder = new Folder();
    const edits = folder.edits(await folder.listening());
    for (const name of ['a', 'b', 'c']) folder.write(name, 'two');
    await new Promise((resolve) => setTimeout(resolve, 600));
    const ends: ReturnType<HostEdits['stop']>[] = [];
    const { session, given } = await takingGuest(() => {
      ends.push(edits.stop());
      return { done: true };
    });
    edits.follow({ session, target: '/work' });
    await soon('the end', () => ends.length === 1);
    expect(await ends[0]).toEqual({ ...nothing, refreshed: 1, missed: { count: 2, paths: ['b', 'c'] } });
    expect(given).toHaveLength(1);
  });

  test('what changed of the bulk is told', async () => {
    const folder = new Folder();
    folder.write('large', '');
    truncateSync(`${folder.workspace}/large`, limits.embeddedFile + 1);
    const edits = folder.edits(await folder.listening());
    truncateSync(`${folder.workspace}/large`, limits.embeddedFile + 2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await edits.stop()).toEqual({ ...nothing, stale: { count: 1, paths: ['large'] } });
  });

  test('a hidden name ends the machine that could open it, and no other', async () => {
    const folder = new Folder();
    folder.write('large', '');
    truncateSync(`${folder.workspace}/large`, limits.embeddedFile + 1);
    folder.edits(await folder.listening(['.env']));
    folder.write('other', 'no secret');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(folder.stopped).toEqual([]);
    folder.write('.env', 'secret');
    await soon('the end', () => folder.stopped.length === 1);
    expect(folder.stopped).toEqual([{ code: 'hidden_appeared', data: { path: '.env' } }]);
  });

  test.each([
    [
      'moved',
      (path: string) => {
        renameSync(path, `${path}.moved`);
      },
    ],
    [
      'removed',
      (path: string) => {
        rmSync(path, { recursive: true });
      },
    ],
  ] as const)('a folder that is %s is told', async (folderIs, does) => {
    const folder = new Folder();
    const edits = folder.edits(await folder.listening());
    does(folder.workspace);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await edits.stop()).toMatchObject({ folder: folderIs });
    expect(folder.stopped).toEqual([]);
  });
});

describe('when the watch ends', () => {
  const ending = (script: string): Listening => listen(inPlaceOfFs(script), {});

  test('a machine that can open something of the folder ends too', async () => {
    const folder = new Folder();
    const edits = folder.edits(ending('echo gone wrong >&2'));
    await soon('the end', () => folder.stopped.length === 1);
    const { code, data } = folder.stopped[0]!;
    expect([code, data]).toMatchObject(['workspace_unwatched', { path: folder.workspace }]);
    expect(await edits.stop()).toEqual({ ...nothing, unwatched: 1 });
  });

  test.each(['{"event":"else"}', 'no json'])('as it does when it says %s', async (line) => {
    const folder = new Folder();
    folder.edits(ending(`echo '${line}'; exec sleep 60`));
    await soon('the end', () => folder.stopped.length === 1);
  });

  test('one that can open nothing goes on', async () => {
    const folder = new Folder();
    const edits = folder.edits(ending('exit 1'), false);
    await soon('the log', () => folder.logged.length === 1);
    expect(folder.stopped).toEqual([]);
    expect((await edits.stop()).unwatched).toBe(1);
  });
});
