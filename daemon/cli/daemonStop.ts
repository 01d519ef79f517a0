import { connectDaemon } from '../client/connect.js';
import { type Surroundings } from './surroundings.js';

/** `bellglass daemon stop`: ends the daemon and every machine, and waits until it is gone. Starts none. */
export async function daemonStop(json: boolean, around: Pick<Surroundings, 'stdout' | 'env'>): Promise<number> {
  const daemon = await connectDaemon({ client: 'cli', start: false, env: around.env });
  if (daemon === null) {
    around.stdout.write(json ? '{"stopped":false,"pid":null}\n' : 'No daemon runs.\n');
    return 0;
  }
  await daemon.stop();
  const { pid } = daemon;
  around.stdout.write(
    json ? `${JSON.stringify({ stopped: true, pid })}\n` : `bellglassd (pid ${String(pid)}) has stopped.\n`,
  );
  return 0;
}
