import { setTimeout as sleep } from 'node:timers/promises';
import { type Daemon } from '../../client/daemon.js';
import { BellglassFailure } from '../../protocol/errors.js';
import { type SandboxStats } from '../../protocol/sandbox/sandbox.js';
import { sentence } from '../../protocol/sentences.js';
import { type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { json } from '../show/json.js';
import { say, type Surroundings } from '../surroundings.js';
import { type Reading, statsTable } from './statsTable.js';

/** Between two readings, in milliseconds. */
const pause = 1000;
/** The cursor to the top, and what is below it away. */
const again = '\u001b[H\u001b[J';

/** `bellglass stats`: what running sandboxes use; on a terminal again and again, until it is interrupted. */
export async function stats(
  { sandboxes, stream, json: asJson }: Extract<Invocation, { kind: 'stats' }>,
  around: Surroundings,
): Promise<number> {
  const live = stream && 'isTTY' in around.stdout && around.stdout.isTTY === true;
  return await withDaemon(around.env, async (daemon) => {
    const printer = { failed: false };
    const told = (failure: BellglassFailure): void => {
      printer.failed = true;
      say(around, sentence(failure.error));
    };
    // What is wrong with a name is told once; later a sandbox that has stopped is one without numbers.
    let before = await readAll(daemon, sandboxes, told);
    for (;;) {
      await sleep(pause);
      const now = await readAll(daemon, sandboxes, () => undefined);
      const readings = pair(before, now);
      if (asJson) for (const one of readings) around.stdout.write(`${json(one)}\n`);
      else around.stdout.write(live ? again + statsTable(readings) : statsTable(readings));
      if (!live || around.stdout.destroyed) return printer.failed ? 1 : 0;
      before = now;
    }
  });
}

type Read = ReadonlyMap<string, SandboxStats | null>;

/** What each uses now, by its name; null for one that does not run. Without names: all that run. */
async function readAll(
  daemon: Daemon,
  names: readonly string[],
  told: (failure: BellglassFailure) => void,
): Promise<Read> {
  const meant = names.length > 0 ? names : await runningIn(daemon);
  const read = await Promise.all(
    meant.map(async (sandbox): Promise<[string, SandboxStats | null]> => {
      try {
        return [sandbox, await daemon.call('sandbox.stats', { sandbox })];
      } catch (thrown) {
        if (!(thrown instanceof BellglassFailure) || thrown.error.code === 'daemon_lost') throw thrown;
        if (names.length > 0) told(thrown);
        return [sandbox, null];
      }
    }),
  );
  return new Map(read);
}

async function runningIn(daemon: Daemon): Promise<string[]> {
  const { sandboxes } = await daemon.call('sandbox.list', {});
  return sandboxes.filter(({ state }) => state === 'running').map(({ id }) => id);
}

function pair(before: Read, now: Read): Reading[] {
  return [...now].map(([reference, stats]) => ({ reference, stats, before: before.get(reference) ?? null }));
}
