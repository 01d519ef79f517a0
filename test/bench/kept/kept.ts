import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inProject } from '../../helpers/project.js';
import { spread, timed } from '../statistics.js';
import type { Row } from '../table.js';
import type { World } from '../world.js';
import { runThrough, untilShown, type Program } from './programs.js';
import { Ssh } from './ssh.js';

/** Bytes of a stream that is measured. */
const streamed = 64 * 1024 * 1024;
const shown = 'the-screen-is-here';
const sandbox = ['--image', 'host', '--mode', 'none', '--hypervisor', 'qemu', '--memory', '128m', '--disk', '256m'];

/** One thing of ours beside the same of a peer's, in milliseconds. */
export interface Beside {
  readonly ours: number;
  readonly peer: number;
}

/** What was measured: execs, streams up and down, attaches; and the daemon's memory in MiB by its sandboxes. */
export interface Kept {
  readonly exec: Beside[];
  readonly up: Beside[];
  readonly down: Beside[];
  readonly attach: Beside[];
  readonly memory: Readonly<Record<'0' | '10' | '20', number>>;
}

/** Measures kept sandboxes against OpenSSH over a shared connection, and tmux. */
export async function measureKept(world: World, count: number): Promise<Kept> {
  await world.startDaemon();
  const ssh = new Ssh();
  const tmux = `${world.directory}/tmux`;
  try {
    await ssh.open();
    const empty = await daemonMiB(world);
    await create(world, 'box0');
    const ours = (...words: string[]): Program => ({
      words: [process.execPath, inProject('dist/bellglass.mjs'), ...words],
      options: { env: world.env },
    });
    const peer = (...command: string[]): Program => ({
      words: ['ssh', ...ssh.words(...command)],
      options: ssh.options,
    });
    const exec = await beside(
      count,
      () => runThrough(ours('exec', 'box0', 'true')),
      () => runThrough(peer('true')),
    );
    const input = Buffer.alloc(streamed);
    const up = await beside(
      3,
      () => runThrough(ours('exec', '-i', 'box0', 'sh', '-c', 'cat >/dev/null'), input),
      () => runThrough(peer('cat >/dev/null'), input),
    );
    const head = `head -c ${String(streamed)} /dev/zero`;
    const down = await beside(
      3,
      () => runThrough(ours('exec', 'box0', 'sh', '-c', head)),
      () => runThrough(peer(head)),
    );
    const script = `printf ${shown}; sleep 6000`;
    const session = (await world.bellglass(['exec', '-dt', 'box0', 'sh', '-c', script])).trim();
    execFileSync('tmux', ['-S', tmux, '-f', '/dev/null', 'new-session', '-d', script]);
    const looks: Beside[] = [];
    for (let index = 0; index < count; index++)
      looks.push({
        ours: await untilShown(ours('attach', session), shown),
        peer: await untilShown({ words: ['tmux', '-S', tmux, 'attach'], options: { env: world.env } }, shown),
      });
    const memory = { '0': empty, '10': await memoryWith(world, 10), '20': await memoryWith(world, 20) };
    return { exec, up, down, attach: looks, memory };
  } finally {
    try {
      execFileSync('tmux', ['-S', tmux, 'kill-server'], { stdio: 'ignore' });
    } catch {
      // It was not started.
    }
    ssh.close();
  }
}

/** The figures, and their ratios. */
export function keptRows({ exec, up, down, attach, memory }: Kept): Row[] {
  const both = (what: string, peer: string, pairs: readonly Beside[]): Row[] => [
    { what: `bellglass ${what}`, unit: 'ms', values: spread(pairs.map(({ ours }) => ours)) },
    { what: peer, unit: 'ms', values: spread(pairs.map((pair) => pair.peer)) },
    { what: 'ratio', unit: '×', values: spread(pairs.map(({ ours, peer: other }) => ours / other)) },
  ];
  return [
    ...both('exec SANDBOX true', 'ssh localhost true, shared connection', exec),
    ...both('exec -i, 64 MiB in', 'ssh, 64 MiB in', up),
    ...both('exec, 64 MiB out', 'ssh, 64 MiB out', down),
    ...both('attach, until the screen is there', 'tmux attach, until the screen is there', attach),
    ...Object.entries(memory).map(([count, mib]) => ({
      what: `the daemon with ${count} sandboxes`,
      unit: 'MiB',
      values: spread([mib]),
    })),
  ];
}

/** One after the other, in changing order; the first pair only fills caches. */
async function beside(count: number, ours: () => Promise<unknown>, peer: () => Promise<unknown>): Promise<Beside[]> {
  const pairs: Beside[] = [];
  for (let index = 0; index <= count; index++) {
    const first = await timed(index % 2 === 0 ? ours : peer);
    const second = await timed(index % 2 === 0 ? peer : ours);
    if (index > 0) pairs.push(index % 2 === 0 ? { ours: first, peer: second } : { ours: second, peer: first });
  }
  return pairs;
}

async function create(world: World, name: string): Promise<void> {
  await world.bellglass(['create', '--name', name, ...sandbox]);
  await world.bellglass(['start', name]);
}

async function memoryWith(world: World, count: number): Promise<number> {
  const there = (await world.bellglass(['ls', '-q'])).trim().split('\n').length;
  for (let index = there; index < count; index++) await create(world, `box${String(index)}`);
  return await daemonMiB(world);
}

async function daemonMiB(world: World): Promise<number> {
  const { pid } = JSON.parse(await world.bellglass(['daemon', 'status', '--json'])) as { pid: number };
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}
