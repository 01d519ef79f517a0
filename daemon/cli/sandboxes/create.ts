import { type CreateArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { json } from '../show/json.js';
import { type Surroundings } from '../surroundings.js';
import { checkedName, settingsOf } from './settings.js';

/** `bellglass create`: makes a sandbox and prints its id, as `docker create`. */
export async function create(args: CreateArguments, around: Surroundings): Promise<number> {
  const request = { name: checkedName(args.name), settings: settingsOf(args, around, args.autoRemove) };
  const info = await withDaemon(around.env, async (daemon) => await daemon.call('sandbox.create', request));
  around.stdout.write(`${args.json ? json(info) : info.id}\n`);
  return 0;
}
