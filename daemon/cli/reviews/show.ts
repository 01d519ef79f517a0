import { type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { json } from '../show/json.js';
import { type Surroundings } from '../surroundings.js';
import { findRun } from './chosen.js';
import { runShown } from './shown/run.js';

/** `bellglass show`: what is known of one run. */
export async function show(
  { run, json: asJson }: Extract<Invocation, { kind: 'show' }>,
  around: Surroundings,
): Promise<number> {
  const past = await withDaemon(around.env, async (daemon) => await findRun(daemon, run, around));
  around.stdout.write(asJson ? `${json(past)}\n` : runShown(past, Date.now()));
  return 0;
}
