import type { Sentences } from '../sentences.js';
import type { guestErrors } from '../errors/guest.js';
import type * as z from 'zod';
import { plain, shown, stopped } from './shown.js';

/** Sentences of the agent in the guest, and of what it refuses. */
export const guestSentences: Sentences<z.infer<(typeof guestErrors)[number]>['code']> = {
  guest_silent: (d, ways) =>
    `The sandbox did not answer ${plain(d.request)} within ${String(Math.round(d.milliseconds / 100) / 10)} s. Try again, with more memory or CPUs if it was busy; ${ways.stopSandbox} ends one that is kept.`,
  guest_misbehaved: (d) =>
    `The sandbox answered ${plain(d.request)} with something that is no answer (${plain(d.issue)}). What ran in it may have taken it over: do not trust its output.`,
  guest_refused: (d) =>
    `The sandbox refused ${plain(d.request)} (${plain(d.code)}): ${stopped(d.message)} Nothing more was run.`,
  mount_failed: (d) => `The sandbox could not mount its file systems: ${stopped(d.message)} Nothing was run.`,
  wrong_workspace: (d) =>
    `The sandbox did not see the workspace ${shown(d.path)} as it is on this machine, so nothing was run. It may have been moved or replaced meanwhile: try again.`,
  program_not_found: (d) =>
    `${shown(d.program)}: there is no such program in the sandbox. Check its name, or install it.`,
  program_not_executable: (d) =>
    `${shown(d.program)} cannot be executed: ${stopped(d.reason)} Make it executable, or name its interpreter.`,
  no_such_user: (d, ways) =>
    `There is no user ${shown(d.user)} in the sandbox. Give a name from its /etc/passwd, or uid:gid, ${ways.user}.`,
  bad_cwd: (d, ways) =>
    `The working directory ${shown(d.path)} does not exist in the sandbox or cannot be entered. ${ways.workdir}`,
  too_many_processes: () => 'The sandbox cannot start another process: its limit is reached. End some of them first.',
};
