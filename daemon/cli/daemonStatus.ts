import { connectDaemon } from '../client/connect.js';
import { type Result } from '../protocol/methods.js';
import { type Surroundings } from './surroundings.js';

/** What `bellglass daemon status` exits with when no daemon runs. */
const notRunning = 1;

/** `bellglass daemon status`: whether a daemon runs, and its machines. Starts none. */
export async function daemonStatus(json: boolean, around: Pick<Surroundings, 'stdout' | 'env'>): Promise<number> {
  const daemon = await connectDaemon({ client: 'cli', start: false, env: around.env });
  if (daemon === null) {
    around.stdout.write(json ? '{"running":false}\n' : 'No daemon runs; the first run starts one.\n');
    return notRunning;
  }
  const { machines } = await daemon.call('machine.list', {});
  const { pid, version } = daemon;
  around.stdout.write(
    json ? `${JSON.stringify({ running: true, pid, version, machines })}\n` : describe(pid, version, machines),
  );
  daemon.close();
  return 0;
}

function describe(pid: number, version: string, machines: Result<'machine.list'>['machines']): string {
  const lines = machines.map(
    (machine) => `  ${machine.id}  ${machine.hypervisor}  pid ${String(machine.pid)}  since ${machine.startedAt}`,
  );
  const count = machines.length === 1 ? '1 machine' : `${String(machines.length)} machines`;
  return [`bellglassd ${version} runs as pid ${String(pid)} with ${count}.`, ...lines, ''].join('\n');
}
