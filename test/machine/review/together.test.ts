import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { bytesOf, rawPath } from '../../../daemon/review/rawPath.js';
import { tries } from '../../helpers/full.js';
import { program } from '../../helpers/review/operations/operations.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const path = (): string => `${session.directory}/operations.py`;
let daemon: Daemon;

beforeAll(async () => {
  session.write(path(), program);
  daemon = await daemonOf(session);
});
afterAll(() => {
  daemon.close();
});

/** What is at each path: its kind, mode and content; which names are of one file is left out. */
type Tree = ReadonlyMap<string, string>;

function treeOf(digest: string): Tree {
  const lines = digest.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.split(' ', 1)[0] ?? '', line.split(' ').slice(1, 4).join(' ')]));
}

async function onHost(...args: string[]): Promise<Tree> {
  const ended = await session.host('python3', [path(), ...args]);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return treeOf(ended.stdout);
}

/** The program in a view of the folder, and at the same time on the folder. @returns what the guest saw in the end */
async function together(seed: number): Promise<Tree> {
  // What the host did last is there when the guest is looked at.
  const script = `cat >/tmp/program; echo ready; python3 /tmp/program together ${String(seed)} 60
    echo done; until [ -e over ]; do sleep 0.1; done; sleep 1; python3 /tmp/program digest`;
  const argv = ['run', '-i', '--mode', 'review', '--', 'sh', '-c', script];
  const running = session.start(argv, { stdin: program, limit: 120_000 });
  await running.seen(/^ready$/m);
  await onHost('together', `${String(seed)} host`, '40');
  await running.seen(/^done$/m);
  session.write('over', '');
  const ended = await running.ended;
  expect(ended.status).toBe(0);
  return treeOf(ended.stdout.replace('ready\ndone\n', ''));
}

/** As `operations.py` names a path. */
const named = (place: Buffer): string => Buffer.concat([Buffer.from('./'), place]).toString('hex');

const seeds = Array.from({ length: tries(6).numRuns }, (_, index) => index + 1);

describe('when the host and a program change a folder at the same time', () => {
  test.each(seeds)('everything is the host’s or the program’s, and undone the host’s (seed %i)', async (seed) => {
    await session.host('sh', ['-c', 'rm -rf ./* ./.[!.]*']);
    await onHost('make', String(seed), '60');
    const guest = await together(seed);
    const host = await onHost('digest');
    const reference = { run: 'latest', workspace: null };
    const { state } = (await daemon.call('review.changes', { ...reference, under: null })).review;
    if (state === 'none') return;
    const report = await daemon.call('review.apply', { ...reference, paths: null });
    const now = await onHost('digest');
    for (const at of new Set([...host.keys(), ...guest.keys(), ...now.keys()]))
      expect([host.get(at), guest.get(at)], Buffer.from(at, 'hex').toString()).toContain(now.get(at));
    for (const conflict of report.conflicts.conflicts) {
      const at = named(bytesOf(rawPath(conflict.path)));
      expect(now.get(at)).toBe(host.get(at));
    }
    if (report.applied === 0) return;
    expect(await daemon.call('review.undo', reference)).toMatchObject({ conflicts: { total: 0 } });
    expect(await onHost('digest')).toEqual(host);
  });
});
