import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDaemon } from '../../../daemon/client/connect.js';
import type { Daemon } from '../../../daemon/client/daemon.js';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { findPaths } from '../../../daemon/state/paths.js';
import { until } from '../waiting.js';
import { settingsOf } from '../kept/rows.js';
import {
  checkCopy,
  checkDatabase,
  checkLog,
  checkNothingOrphaned,
  checkSandboxes,
  checkSentence,
  checkTerminal,
  checkTerminals,
} from './checks.js';
import { counting, deeds, sh, type Deed } from './deeds.js';
import { machineParts } from './machines.js';
import { seeded } from './random.js';

// Run as an ordinary user: killer.mjs DAEMON SEED ROUNDS. Each round something goes on, something is killed, and everything is looked at.
const [program = '', seed = '1', rounds = '50'] = process.argv.slice(2);
const random = seeded(Number(seed));
const paths = findPaths();
const installation = dirname(program);
const victims = ['daemon', 'daemon', 'daemon', 'vmm', 'guest'] as const;
/** The longest that a deed goes on before the kill, in milliseconds: a start takes about a second and a half. */
const longest: Readonly<Record<Deed, number>> = {
  start: 2500,
  stop: 4000,
  exec: 700,
  session: 400,
  output: 2500,
  copy: 2500,
};

/** What goes on at a kill ends within this time, well or not, in milliseconds. */
const patience = 60_000;

/** What is followed through all rounds. */
interface Followed {
  terminal: string;
  log: string;
  /** The last line that the terminal was seen to show. */
  seen: number;
}

async function connect(): Promise<Daemon> {
  return await connectDaemon({ client: 'killer', program });
}

async function follow(daemon: Daemon): Promise<Followed> {
  const size = { rows: 24, cols: 80 };
  await daemon.call('sandbox.start', { sandbox: 'steady' });
  const start = async (terminal: typeof size | null): Promise<string> =>
    (await daemon.call('session.start', { sandbox: 'steady', process: sh(counting), terminal })).id;
  return { terminal: await start(size), log: await start(null), seen: 0 };
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

/** @returns what was killed, and the vmm whose machine ends by that */
function kill(victim: (typeof victims)[number], daemon: Daemon): { told: string; vmm: number | null } {
  if (victim === 'daemon') {
    process.kill(daemon.pid, 'SIGKILL');
    return { told: 'daemon', vmm: null };
  }
  const parts = machineParts(installation).filter(({ name }) =>
    name.startsWith(victim === 'vmm' ? 'bellglass-vmm' : 'qemu-system'),
  );
  if (parts.length === 0) return { told: 'nothing', vmm: null };
  const { pid, name, leader } = pick(parts);
  process.kill(pid, 'SIGKILL');
  return { told: `${name} of ${String(leader)}`, vmm: leader };
}

/** The sandboxes once nothing changes any more. @param vmm whose machine was killed */
async function listed(daemon: Daemon, vmm: number | null): Promise<SandboxInfo[]> {
  return await until({ what: 'the end of all changes', milliseconds: 60_000 }, async () => {
    const { sandboxes } = await daemon.call('sandbox.list', {});
    const settled = ({ state, machine }: SandboxInfo): boolean =>
      state !== 'starting' && state !== 'stopping' && (vmm === null || machine?.pid !== vmm);
    return sandboxes.every(settled) && sandboxes;
  });
}

/** Does it until it ends, while something is killed. @returns what was killed */
async function doWhileKilling(daemon: Daemon): Promise<ReturnType<typeof kill>> {
  const deed = pick(Object.keys(deeds) as Deed[]);
  const ended = deeds[deed](daemon).then(
    () => 'well' as const,
    (thrown: unknown) => ({ thrown }),
  );
  const instant = Math.round(random() * longest[deed]);
  process.stdout.write(`${deed}, ${String(instant)} ms, `);
  await sleep(instant);
  const killed = kill(pick(victims), daemon);
  const how = await Promise.race([ended, sleep(patience, 'hangs' as const, { ref: false })]);
  if (how === 'hangs') throw new Error(`${deed} did not end within ${String(patience)} ms`);
  if (how !== 'well') checkSentence(how.thrown);
  return killed;
}

async function round(daemon: Daemon, before: Followed): Promise<{ daemon: Daemon; followed: Followed; told: string }> {
  const killed = await doWhileKilling(daemon);
  daemon.close();
  const next = await connect();
  const sandboxes = await listed(next, killed.vmm);
  checkSandboxes(sandboxes);
  await checkNothingOrphaned(paths, installation, sandboxes);
  checkDatabase(paths.database);
  const steady = sandboxes.find(({ name }) => name === 'steady');
  const goesOn = steady?.state === 'running';
  const followed = goesOn ? before : await follow(next);
  const seen = await checkTerminal(next, followed.terminal, followed.seen);
  const others = goesOn ? steady.sessions.filter(({ id }) => id !== followed.terminal) : [];
  const terminals = 1 + (await checkTerminals(next, others));
  const lines = await checkLog(next, followed.log);
  const copied = await checkCopy(next);
  const states = sandboxes.map(({ name, state, end }) => `${name} ${state} ${end?.reason ?? ''}`).join(', ');
  const told = `${killed.told}: ${states}; terminals ${String(terminals)}, one at ${String(seen)}, log ${String(lines)}`;
  return { daemon: next, followed: { ...followed, seen }, told: `${told}${copied ? ', copy' : ''}` };
}

let daemon = await connect();
for (const name of ['steady', 'coming'])
  await daemon.call('sandbox.create', { name, settings: settingsOf({ memoryMiB: 128, diskMiB: 256 }) });
let followed = await follow(daemon);
for (let number = 1; number <= Number(rounds); number += 1) {
  process.stdout.write(`${String(number)}: `);
  const after = await round(daemon, followed);
  ({ daemon, followed } = after);
  process.stdout.write(`${after.told}\n`);
}
for (const sandbox of ['steady', 'coming']) await daemon.call('sandbox.remove', { sandbox, force: true });
await checkNothingOrphaned(paths, installation, []);
await daemon.stop();
process.stdout.write('whole\n');
process.exit(0);
