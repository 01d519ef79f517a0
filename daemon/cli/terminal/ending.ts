import { noteOf } from '../../protocol/record/notes.js';
import { type SessionInfo } from '../../protocol/sandbox/session.js';
import { exitStatus } from '../../protocol/status.js';
import { type Surroundings } from '../surroundings.js';

/** What a command exits with whose session ended so: as its program did; 137, as if it was killed, when it went with its sandbox. */
export function statusOfSession({ exitCode, signal }: Pick<SessionInfo, 'exitCode' | 'signal'>): number {
  return exitCode ?? exitStatus.signalBase + (signal ?? 9);
}

/** Whether the program did not end by itself. */
export function wentWithItsSandbox({ exitCode, signal }: Pick<SessionInfo, 'exitCode' | 'signal'>): boolean {
  return exitCode === null && signal === null;
}

/** Whether a terminal whose session is gone with its sandbox ends well and without a word: an editor says itself what became of it. */
export function endsQuietly({ env }: Pick<Surroundings, 'env'>): boolean {
  return env['BELLGLASS_QUIET_END'] === '1';
}

/** What is said about a session that has ended; nothing when all went well. */
export function endingOf(info: SessionInfo): string[] {
  const { signal, outOfMemory } = info;
  if (wentWithItsSandbox(info)) return ['The program ended with its sandbox. "bellglass inspect" says why that ended.'];
  const note = noteOf({ outcome: signal === null ? 'exited' : 'signalled', signal, outOfMemory });
  return note === null ? [] : [note];
}
