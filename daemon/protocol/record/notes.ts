import type { RunRecord } from '../run.js';
import { commandLineWays, type Ways } from '../sentences/ways.js';

/** What the kernel ends a process with when memory is used up. */
const SIGKILL = 9;

/** What people should be told of a run that Bellglass carried out: that its time or its memory was up; null when there is nothing to say. */
export function noteOf(
  { outcome, signal, outOfMemory }: Pick<RunRecord, 'outcome' | 'signal' | 'outOfMemory'>,
  ways: Ways = commandLineWays,
): string | null {
  const usedUp = `because the memory of its sandbox was used up. Give it more with ${ways.memory}.`;
  if (outcome === 'timedOut') return `The program was ended because its time was up. ${ways.moreTime}`;
  if (!outOfMemory || outcome === 'cancelled') return null;
  if (outcome === 'failed') return `The compilation failed ${usedUp}`;
  // The memory may have been another process's, whose end the program has outlived.
  if (outcome === 'signalled' && signal === SIGKILL) return `The program was ended ${usedUp}`;
  return `A process that the program started was ended ${usedUp}`;
}
