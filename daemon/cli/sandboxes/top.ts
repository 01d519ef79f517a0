import { type Result } from '../../protocol/methods.js';
import { type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { clock, kibibytes } from '../show/amounts.js';
import { json } from '../show/json.js';
import { table } from '../show/table.js';
import { type Surroundings } from '../surroundings.js';

/** `bellglass top`: the processes of a sandbox, as the guest tells them. */
export async function top(
  { sandbox, json: asJson }: Extract<Invocation, { kind: 'top' }>,
  around: Surroundings,
): Promise<number> {
  const reply = await withDaemon(around.env, async (daemon) => await daemon.call('sandbox.top', { sandbox }));
  around.stdout.write(asJson ? `${json(reply.processes)}\n` : processTable(reply));
  return 0;
}

/** The processes as a table. */
export function processTable({ processes }: Result<'sandbox.top'>): string {
  return table(
    ['PID', 'PPID', 'UID', 'S', 'RSS', 'CPU', 'ELAPSED', 'COMMAND'],
    processes.map((one) => [
      String(one.pid),
      String(one.ppid),
      String(one.uid),
      one.state,
      kibibytes(one.rssKiB),
      clock(one.cpuMillis),
      clock(one.ageMillis),
      one.command,
    ]),
  );
}
