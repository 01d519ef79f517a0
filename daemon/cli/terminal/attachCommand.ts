import { asError, type ErrorCode } from '../../protocol/errors.js';
import { type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { type Surroundings } from '../surroundings.js';
import { attach } from './attach.js';
import { endsQuietly } from './ending.js';
import { OwnTerminal } from './ownTerminal.js';

/** `bellglass attach`: shows the terminal of a session, as it was left. @returns the program's status when it ends; 0 when it is left */
export async function attachCommand(
  { reference, detachKeys }: Extract<Invocation, { kind: 'attach' }>,
  around: Surroundings,
): Promise<number> {
  OwnTerminal.of(around);
  return await withDaemon(around.env, async (daemon) => {
    try {
      const { id } = await daemon.call('session.find', { reference, has: 'terminal' });
      // An editor names a session by its id: a sandbox of that name is another thing.
      if (endsQuietly(around) && id !== reference) return 0;
      return await attach(daemon, id, { interactive: true, detachKeys, drawn: true }, around);
    } catch (thrown) {
      if (endsQuietly(around) && gone.has(asError(thrown).code)) return 0;
      throw thrown;
    }
  });
}

const gone: ReadonlySet<ErrorCode> = new Set(['unknown_session', 'session_ended', 'unknown_sandbox']);
