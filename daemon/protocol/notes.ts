import type { RunRecord } from './run.js';

/** What people should be told of a run that Bellglass carried out: that its time or its memory was up; null when there is nothing to say. */
export function noteOf(record: Pick<RunRecord, 'outcome' | 'outOfMemory'>): string | null {
  if (record.outOfMemory)
    return 'The program was ended because the memory of its sandbox was used up. Give it more with --memory.';
  if (record.outcome === 'timedOut')
    return 'The program was ended because its time was up. Give it more with --timeout.';
  return null;
}
