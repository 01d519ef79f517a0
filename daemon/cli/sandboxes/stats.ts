import { setTimeout as sleep } from 'node:timers/promises';
import { type Daemon } from '../../client/daemon.js';
import { BellglassFailure } from '../../protocol/errors.js';
import { type SandboxStats } from '../../protocol/sandbox/sandbox.js';
import { sentence } from '../../protocol/sentences.js';
import { type StatsArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { say, type Surroundings } from '../surroundings.js';
import { type Reading, readingsShown } from './statsTable.js';

/** Between two readings, in milliseconds. */
const pause = 1000;

/** `bellglass stats`: what running sandboxes use; on a terminal again and again, until it is interrupted. */
export async function stats(args: StatsArguments, around: Surroundings): Promise<number> {
  const live = args.stream && 'isTTY' in around.stdout && around.stdout.isTTY === true;
  return await withDaemon(around.env, async (daemon) => {
    const printer = { failed: false };
    const told = (failure: BellglassFailure): void => {
      printer.failed = true;
      say(around, sentence(failure.error));
    };
    // What is wrong with a name is told once; later a sandbox that has stopped is one without numbers.
    let before = await readAll(daemon, args, told);
    for (;;) {
      await sleep(pause);
      const now = await readAll(daemon, args, () => undefined);
      around.stdout.write(readingsShown(pair(before, now), args.format, live));
      if (!live || around.stdout.destroyed) return printer.failed ? 1 : 0;
      before = now;
    }
  });
}

type Read = ReadonlyMap<string, SandboxStats | null>;

/** What each uses now, by its name; null for one that does not run. */
async function readAll(
  daemon: Daemon,
  { sandboxes, all }: StatsArguments,
  told: (failure: BellglassFailure) => void,
): Promise<Read> {
  const meant = sandboxes.length > 0 ? sandboxes : await listedIn(daemon, all);
  const read = await Promise.all(
    meant.map(async (sandbox): Promise<[string, SandboxStats | null]> => {
      try {
        return [sandbox, await daemon.call('sandbox.stats', { sandbox })];
      } catch (thrown) {
        if (!(thrown instanceof BellglassFailure) || thrown.error.code === 'daemon_lost') throw thrown;
        if (sandboxes.length > 0) told(thrown);
        return [sandbox, null];
      }
    }),
  );
  return new Map(read);
}

async function listedIn(daemon: Daemon, all: boolean): Promise<string[]> {
  const { sandboxes } = await daemon.call('sandbox.list', {});
  return sandboxes.filter(({ state }) => all || state === 'running').map(({ name }) => name);
}

function pair(before: Read, now: Read): Reading[] {
  return [...now].map(([reference, stats]) => ({ reference, stats, before: before.get(reference) ?? null }));
}
