import { connectDaemon } from '../client/connect.js';
import { type Daemon } from '../client/daemon.js';

/** Does something with the user's daemon, which is started if none runs, and closes the connection. */
export async function withDaemon<T>(env: NodeJS.ProcessEnv, work: (daemon: Daemon) => Promise<T>): Promise<T> {
  const daemon = await connectDaemon({ client: 'cli', env });
  try {
    return await work(daemon);
  } finally {
    daemon.close();
  }
}
