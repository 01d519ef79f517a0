import { noteOf } from '../../protocol/notes.js';
import { type SessionInfo } from '../../protocol/sandbox/session.js';
import { exitStatus } from '../../protocol/status.js';

/** What a command exits with whose session ended so: as its program did; 137, as if it was killed, when it went with its sandbox. */
export function statusOfSession({ exitCode, signal }: Pick<SessionInfo, 'exitCode' | 'signal'>): number {
  return exitCode ?? exitStatus.signalBase + (signal ?? 9);
}

/** What is said about a session that has ended; nothing when all went well. */
export function endingOf(info: SessionInfo): string[] {
  const { exitCode, signal, outOfMemory } = info;
  if (exitCode === null && signal === null)
    return ['The program ended with its sandbox. "bellglass inspect" says why that ended.'];
  const note = noteOf({ outcome: signal === null ? 'exited' : 'signalled', signal, outOfMemory });
  return note === null ? [] : [note];
}
