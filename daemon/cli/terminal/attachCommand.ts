import { type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { type Surroundings } from '../surroundings.js';
import { attach } from './attach.js';
import { OwnTerminal } from './ownTerminal.js';

/** `bellglass attach`: shows the terminal of a session, as it was left. @returns the program's status when it ends; 0 when it is left */
export async function attachCommand(
  { reference, detachKeys }: Extract<Invocation, { kind: 'attach' }>,
  around: Surroundings,
): Promise<number> {
  OwnTerminal.of(around);
  return await withDaemon(around.env, async (daemon) => {
    const { id } = await daemon.call('session.find', { reference });
    return await attach(daemon, id, { interactive: true, detachKeys, drawn: true }, around);
  });
}
