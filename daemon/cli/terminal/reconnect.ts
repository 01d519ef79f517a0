import { setTimeout as sleep } from 'node:timers/promises';
import { connectDaemon } from '../../client/connect.js';
import { type Daemon } from '../../client/daemon.js';
import { asError } from '../../protocol/errors.js';

/** How long a lost daemon may take to be there again, in milliseconds. */
export const reconnectPatience = 15_000;
const pause = 100;

/**
 * Does something with a daemon that was lost, once there is one again: it is started if need be, and asked until it can.
 * @throws what failed last, when the time is over
 */
export async function withNewDaemon<T>(
  env: NodeJS.ProcessEnv,
  work: (daemon: Daemon) => Promise<T>,
  milliseconds = reconnectPatience,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    let daemon: Daemon | null = null;
    try {
      daemon = await connectDaemon({ client: 'cli', env });
      return await work(daemon);
    } catch (thrown) {
      daemon?.close();
      // A newer one does not become older by waiting, and what is gone does not come back.
      const final = ['daemon_other_version', 'unknown_session'].includes(asError(thrown).code);
      if (final || performance.now() > deadline) throw thrown;
    }
    await sleep(pause);
  }
}

/**
 * Opens something of a daemon and stays with it; when that daemon is lost, the same with the next one.
 * @returns what staying came to
 * @throws what staying throws while its daemon is there, and what withNewDaemon throws
 */
export async function acrossDaemons<O, T>(
  first: Daemon,
  env: NodeJS.ProcessEnv,
  open: (daemon: Daemon) => Promise<O>,
  stay: (opened: O) => Promise<T>,
): Promise<T> {
  let daemon = first;
  let opening = open(first);
  try {
    for (;;) {
      try {
        return await stay(await opening);
      } catch (thrown) {
        if (asError(thrown).code !== 'daemon_lost' || !(await isLost(daemon))) throw thrown;
      }
      if (daemon !== first) daemon.close();
      const found = await withNewDaemon(env, async (next) => ({ next, opened: await open(next) }));
      daemon = found.next;
      opening = Promise.resolve(found.opened);
    }
  } finally {
    if (daemon !== first) daemon.close();
  }
}

/** Whether a daemon is gone, or goes soon: one that is replaced closes its streams first. */
async function isLost(daemon: Daemon): Promise<boolean> {
  const gone = daemon.lost.then(() => true);
  return await Promise.race([gone, sleep(reconnectPatience, false, { ref: false })]);
}
