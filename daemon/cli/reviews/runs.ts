import { type RunsArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { json } from '../show/json.js';
import { say, type Surroundings } from '../surroundings.js';
import { droppedInWords } from './shown/dropped.js';
import { runTable } from './shown/runTable.js';

/** `bellglass runs`: runs that are over, newest first. */
export async function runs({ most, quiet, json: asJson }: RunsArguments, around: Surroundings): Promise<number> {
  const { runs: past, dropped = [] } = await withDaemon(
    around.env,
    async (daemon) => await daemon.call('run.list', { most }),
  );
  if (quiet) around.stdout.write(past.map(({ record }) => `${record.id}\n`).join(''));
  else around.stdout.write(asJson ? `${json(past)}\n` : runTable(past, Date.now()));
  if (!quiet && !asJson) say(around, ...droppedInWords(dropped));
  return 0;
}
