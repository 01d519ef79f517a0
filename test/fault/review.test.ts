import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { seeded } from '../helpers/killer/random.js';
import { daemonPid, killDaemon } from '../helpers/session/killedDaemon.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();
const seed = Number(process.env['BELLGLASS_TEST_SEED'] ?? Date.now() % 1_000_000);
const next = seeded(seed);

/** Instants of one `npm test`: as many of runs as of applies. */
const instants = 30;
const names = Array.from({ length: 40 }, (_, index) => `file${String(index)}`);
const was = (name: string): string => `${name} before\n`.repeat(2000);
const is = (name: string): string => `${name} after\n`.repeat(3000);
const change = `import os
for name in ${JSON.stringify(names)}:
    with open(name, "w") as file: file.write((name + " after\\n") * 3000)
os.sync()
print("written", flush=True)
`;

beforeEach(() => {
  rmSync(session.workspace, { recursive: true });
  session.makeDirectory(session.workspace);
  for (const name of names) session.write(name, was(name));
});

/** Which of the files have been changed; fails when one is neither what it was nor what it is to be, or something else is there. */
function changed(): string[] {
  expect(readdirSync(session.workspace).sort()).toEqual([...names].sort());
  return names.filter((name) => {
    const text = readFileSync(`${session.workspace}/${name}`, 'utf8');
    expect([was(name), is(name)].includes(text), `${name}, seed ${String(seed)}`).toBe(true);
    return text === is(name);
  });
}

/** Kills a process of that program, and the daemon when there is none. */
async function kill(program: string): Promise<void> {
  const found = session.processes().find(({ pid }) => {
    try {
      return basename(readlinkSync(`/proc/${String(pid)}/exe`)) === program;
    } catch {
      return false;
    }
  });
  if (found !== undefined) process.kill(found.pid, 'SIGKILL');
  else if (daemonPid(session) !== 0) await killDaemon(session);
}

describe(`kill -9 at random instants (seed ${String(seed)})`, () => {
  test.each(Array.from({ length: instants / 2 }, (_, index) => [index]))(
    'of a run leaves the folder as it is, and what the program had written to be looked at (%i)',
    async (index) => {
      const run = session.start(['run', '--', 'python3', '-c', `${change}import time; time.sleep(60)`]);
      const written = index % 3 === 0;
      await until({ what: 'the daemon', milliseconds: 20_000 }, () => daemonPid(session) !== 0);
      if (written) await run.seen(/written/);
      else await sleep(next() * 4000);
      const over = run.ended.then(() => true);
      // While a machine is made some of its processes only prepare another: then it is killed a little later.
      do await kill(index % 2 === 0 ? 'bellglassd' : 'bellglass-vmm');
      while (!(await Promise.race([over, sleep(3000, false)])));
      const ended = await run.ended;
      expect(ended.status, ended.stderr).not.toBe(0);
      expect(changed()).toEqual([]);
      const told = await session.bellglass(['changes', '--name-only']);
      if (written) expect(told.stdout.trim().split('\n').sort(), told.stderr).toEqual([...names].sort());
      await session.expectNoMachine();
    },
  );

  test.each(Array.from({ length: instants / 2 }, (_, index) => [index]))(
    'of an application leaves each file old or new, and the next start all of them (%i)',
    async (index) => {
      const ended = await session.run(['--', 'python3', '-c', change]);
      expect(ended.status, ended.stderr).toBe(0);
      const apply = session.start(['apply', '--all']);
      const journals = (): boolean =>
        readdirSync(`${session.state}/bellglass/reviews`).some((id) =>
          existsSync(`${session.state}/bellglass/reviews/${id}/applied/1/plan.ndjson`),
        );
      if (index % 3 === 0) await sleep(next() * 2500);
      else await until({ what: 'the plan', milliseconds: 60_000 }, journals);
      await sleep(next() * 40);
      await kill(['bellglassd', 'bellglass-fs', 'bellglass-vmm'][index % 3] ?? '');
      await apply.ended;
      changed();
      const shown = await session.bellglass(['show']);
      expect(shown.status, shown.stderr).toBe(0);
      const now = changed();
      expect([0, names.length], shown.stdout).toContain(now.length);
      if (now.length === 0) expect(await session.bellglass(['apply', '--all'])).toMatchObject({ status: 0 });
      expect(changed()).toEqual(names);
      expect(await session.bellglass(['undo'])).toMatchObject({ status: 0 });
      expect(changed()).toEqual([]);
      await session.expectNoMachine();
    },
  );
});
