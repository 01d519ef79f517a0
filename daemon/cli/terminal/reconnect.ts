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
      // A newer one does not become older by waiting.
      if (performance.now() > deadline || asError(thrown).code === 'daemon_other_version') throw thrown;
    }
    await sleep(pause);
  }
}
