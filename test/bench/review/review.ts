import { execFileSync, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { inProject } from '../../helpers/project.js';
import { spread, timed } from '../statistics.js';
import type { Row } from '../table.js';
import type { World } from '../world.js';
import { makeFiles, makeProject } from './trees.js';
import { type PlaceOfWork, type Steps, workIn } from './work.js';

/** Files of the trees whose start is measured. */
const sizes = [20_000, 200_000] as const;
/** The peers of the work in review, and the files of the tree. A share keeps a descriptor for each file, and this host allows 20,000. */
const peers = { root: 20_000, direct: 4_000 } as const;
/** What review is compared with. */
export type Peer = keyof typeof peers;
/** Files that a program makes whose changes are read and applied. */
const changed = 10_000;
const done = 'it-is-done';

/** The same work in review and by a peer, in milliseconds. */
export interface Work {
  readonly review: Steps[];
  readonly peer: Steps[];
}

/** A run of `true` without a workspace, and in review of trees by their size, in milliseconds. */
export type Starts = Readonly<Record<'none' | (typeof sizes)[number], number[]>>;

/** What becomes of changes, in milliseconds. */
export interface Changes {
  /** From a program's last word to the end of its run, without changes and with them. */
  readonly read: { readonly without: number[]; readonly changes: number[] };
  /** Of all files, and a copy of the same on the host. */
  readonly apply: { readonly ours: number[]; readonly copy: number[] };
}

/** Measures work in review beside a peer, one after the other. */
export async function measureWork(world: World, peer: Peer, count: number): Promise<Work> {
  const tree = world.path(`work/${peer}`);
  makeProject(tree, peers[peer]);
  const found: Work = { review: [], peer: [] };
  const once = async (place: PlaceOfWork): Promise<Steps> => {
    const steps = await workIn(world, tree, place);
    execFileSync('git', ['clean', '-q', '-f', '-x', 'c'], { cwd: tree });
    return steps;
  };
  for (let round = 0; round < count; round++) {
    if (round % 2 === 0) found.review.push(await once('review'));
    found.peer.push(await once(peer));
    if (round % 2 === 1) found.review.push(await once('review'));
  }
  return found;
}

/** Measures starts in review. */
export async function measureStarts(world: World, count: number): Promise<Starts> {
  const found: Starts = { none: [], 20_000: [], 200_000: [] };
  for (const size of sizes) makeFiles(world.path(`work/start${String(size)}`), size);
  const run = async (...words: string[]): Promise<number> =>
    await timed(async () => await world.bellglass(['run', '--hypervisor', 'qemu', ...words, '--', 'true']));
  for (let round = 0; round < count; round++) {
    found.none.push(await run('--mode', 'none'));
    for (const size of sizes)
      found[size].push(await run('--mode', 'review', '--workspace', world.path(`work/start${String(size)}`)));
  }
  return found;
}

/** Measures how changes are read and applied. */
export async function measureChanges(world: World, count: number): Promise<Changes> {
  const folder = world.path('work/applied');
  makeFiles(folder, 100);
  const read: Changes['read'] = { without: [], changes: [] };
  const apply: Changes['apply'] = { ours: [], copy: [] };
  const make = `mkdir new; cd new; seq ${String(changed)} | split -l 1 -a 4 -; cd ..; echo ${done}`;
  for (let round = 0; round < count; round++) {
    read.without.push(await untilEnd(world, folder, `echo ${done}`));
    read.changes.push(await untilEnd(world, folder, make));
    apply.ours.push(await timed(async () => await world.bellglass(['apply', '--all', '--run', await latest(world)])));
    const copy = world.path('work/copy');
    apply.copy.push(
      await timed(async () => {
        cpSync(`${folder}/new`, copy, { recursive: true });
        await Promise.resolve();
      }),
    );
    for (const path of [copy, `${folder}/new`]) rmSync(path, { recursive: true });
  }
  return { read, apply };
}

/** The id of the run that was started last. */
async function latest(world: World): Promise<string> {
  return (await world.bellglass(['runs', '-q', '-n', '1'])).trim();
}

/** Runs a script in review. @returns milliseconds from its last word to the end of the command */
async function untilEnd(world: World, folder: string, script: string): Promise<number> {
  const words = ['run', '--hypervisor', 'qemu', '--workspace', folder, '--workdir', folder, '--', 'sh', '-ec', script];
  const child = spawn(process.execPath, [inProject('dist/bellglass.mjs'), ...words], {
    env: world.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said: number[] = [];
  child.stdout.on('data', () => said.push(performance.now()));
  const status = await new Promise((resolve) => child.once('close', resolve));
  const [first] = said;
  if (status !== 0 || first === undefined) throw new Error(`bellglass ${words.join(' ')} ended with ${String(status)}`);
  return performance.now() - first;
}

const named: Readonly<Record<keyof Steps, string>> = {
  status: 'git status',
  again: 'git status again',
  remove: 'rm -rf node_modules',
  install: 'npm ci',
  build: 'make',
};

const row = (what: string, unit: string, values: readonly number[]): Row => ({ what, unit, values: spread(values) });
const over = (ours: readonly number[], peer: readonly number[]): number[] =>
  ours.map((value, index) => value / (peer[index] ?? NaN));

/** The figures of work, and their ratios. */
export function workRows(peer: Peer, found: Work): Row[] {
  return (Object.keys(named) as (keyof Steps)[]).flatMap((step) => {
    const of = (place: keyof Work): number[] => found[place].map((one) => one[step]);
    const files = `${named[step]}, tree of ${peers[peer].toLocaleString('en')} files`;
    return [
      row(`${files}, review`, 'ms', of('review')),
      row(`${files}, ${peer}`, 'ms', of('peer')),
      row('ratio', '×', over(of('review'), of('peer'))),
    ];
  });
}

/** The figures of starts, and their ratios. */
export function startRows(start: Starts): Row[] {
  return [
    row('run -- true, mode none', 'ms', start.none),
    ...sizes.flatMap((size) => [
      row(`the same in review of ${size.toLocaleString('en')} files`, 'ms', start[size]),
      row('ratio', '×', over(start[size], start.none)),
    ]),
  ];
}

/** The figures of changes. */
export function changeRows({ read, apply }: Changes): Row[] {
  return [
    row('from the last word to the end, no changes', 'ms', read.without),
    row(`the same with ${changed.toLocaleString('en')} new files`, 'ms', read.changes),
    row('apply of these', 'ms', apply.ours),
    row('cp -r of these', 'ms', apply.copy),
    row('ratio', '×', over(apply.ours, apply.copy)),
  ];
}
