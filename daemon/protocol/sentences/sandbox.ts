import type * as z from 'zod';
import type { sandboxErrors } from '../errors/sandbox.js';
import type { Sentences } from '../sentences.js';
import { plain, shown, stopped } from './shown.js';

/** Sentences of kept sandboxes, their sessions and the daemon's state. */
export const sandboxSentences: Sentences<z.infer<(typeof sandboxErrors)[number]>['code']> = {
  bad_sandbox_name: (d) =>
    `${shown(d.name)} cannot name a sandbox. Begin with a letter or digit and use only letters, digits, ".", "_" and "-", at most 63.`,
  sandbox_name_taken: (d) =>
    `There is a sandbox ${shown(d.name)} already. Choose another name, or remove it with: bellglass rm ${plain(d.name)}`,
  unknown_sandbox: (d) =>
    `There is no sandbox ${shown(d.reference)}. ${d.nearest === null ? '"bellglass ls" lists those there are.' : `Did you mean ${shown(d.nearest)}?`}`,
  ambiguous_sandbox: (d) =>
    `${shown(d.reference)} begins the id of several sandboxes: ${d.names.map(plain).join(', ')}. Give more of it, or a name.`,
  sandbox_not_running: (d) =>
    `The sandbox ${shown(d.name)} does not run. Start it with: bellglass start ${plain(d.name)}`,
  sandbox_running: (d) =>
    `The sandbox ${shown(d.name)} runs. Stop it first, or remove it as it is with: bellglass rm --force ${plain(d.name)}`,
  sandbox_changing: (d) => `The sandbox ${shown(d.name)} is ${d.what}. Wait for that to end, then try again.`,
  sandbox_stopped: (d) =>
    `The sandbox ${shown(d.name)} stopped meanwhile: ${stopped(d.reason)} "bellglass inspect" says more.`,
  too_many_sandboxes: (d) =>
    `There are ${String(d.limit)} sandboxes, and no more are kept. Remove some with "bellglass rm".`,
  too_many_sessions: (d) =>
    `${String(d.limit)} processes run in the background of the sandbox ${shown(d.name)}, and no more are kept. End some of them.`,
  unknown_session: (d) => `There is no session ${shown(d.reference)}. "bellglass inspect" lists those of a sandbox.`,
  several_sessions: (d) =>
    `The sandbox ${shown(d.name)} has several sessions: ${d.sessions.map(plain).join(', ')}. Name one of them.`,
  no_session: (d) =>
    `Nothing runs in the background of the sandbox ${shown(d.name)}. Start something with: bellglass exec -dt ${plain(d.name)} -- sh`,
  session_ended: (d) => `The session ${shown(d.sessionId)} has ended. "bellglass logs" shows what it left.`,
  not_a_terminal: (d) =>
    `The session ${shown(d.sessionId)} has no terminal. Read it with: bellglass logs -f ${plain(d.sessionId)}`,
  has_a_terminal: (d) =>
    `The session ${shown(d.sessionId)} has a terminal. See it with: bellglass attach ${plain(d.sessionId)}`,
  disk_failed: (d) =>
    `The sandbox's files in ${shown(d.path)} cannot be written: ${stopped(d.reason)} Make room there, or see what "bellglass doctor" says.`,
  disk_space: (d) =>
    `${shown(d.path)} has ${String(d.freeMiB)} MiB free, and a sandbox's disk needs ${String(d.neededMiB)} MiB to begin with. Make room there, or set XDG_STATE_HOME to another disk.`,
  memory_total: (d) =>
    `${String(d.requestedMiB)} MiB of memory were asked for, running sandboxes have ${String(d.usedMiB)} MiB, and all together may have ${String(d.limitMiB)} MiB. Stop one, or ask for less with --memory.`,
  cpus_total: (d) =>
    `${String(d.requested)} CPUs were asked for, running sandboxes have ${String(d.used)}, and all together may have ${String(d.limit)}. Stop one, or ask for fewer with --cpus.`,
  database_unusable: (d) =>
    `The database ${shown(d.path)} cannot be used: ${stopped(d.reason)} Make room or give yourself permission there, then try again.`,
  database_locked: (d) =>
    `The database ${shown(d.path)} is locked by another program. End that program, then try again.`,
  database_newer: (d) =>
    `The database ${shown(d.path)} is of version ${String(d.version)} and this Bellglass knows ${String(d.known)}. Install the newer Bellglass again, or set XDG_STATE_HOME to another directory.`,
};
