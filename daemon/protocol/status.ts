import type { BellglassError } from './errors.js';
import type { RunRecord } from './run.js';

/** The exit statuses that are not the program's own. */
export const exitStatus = {
  timedOut: 124,
  bellglass: 125,
  notExecutable: 126,
  notFound: 127,
  signalBase: 128,
  interrupted: 130,
} as const;

/** What the command line exits with for an error: 126 and 127 as in a shell, else 125. */
export function statusOfError(error: BellglassError): number {
  if (error.code === 'program_not_found') return exitStatus.notFound;
  if (error.code === 'program_not_executable') return exitStatus.notExecutable;
  if (error.code === 'compile_failed') return error.data.exitCode;
  return exitStatus.bellglass;
}

/** What the command line exits with for a run that ended so. */
export function statusOfEnd(end: Pick<RunRecord, 'outcome' | 'exitCode' | 'signal' | 'error'>): number {
  switch (end.outcome) {
    case 'exited':
      return end.exitCode ?? exitStatus.bellglass;
    case 'signalled':
      return exitStatus.signalBase + (end.signal ?? 0);
    case 'timedOut':
      return exitStatus.timedOut;
    case 'cancelled':
      return exitStatus.interrupted;
    case 'failed':
      return end.error === null ? exitStatus.bellglass : statusOfError(end.error);
  }
}
