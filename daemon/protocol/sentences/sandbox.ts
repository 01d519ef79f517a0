import type * as z from 'zod';
import type { sandboxErrors } from '../errors/sandbox.js';
import type { Sentences } from '../sentences.js';
import { plain, shown, stopped } from './shown.js';

/** Sentences of kept sandboxes, their sessions and the daemon's state. */
export const sandboxSentences: Sentences<z.infer<(typeof sandboxErrors)[number]>['code']> = {
  bad_sandbox_name: (d) =>
    `${shown(d.name)} cannot name a sandbox. Begin with a letter or digit and use only letters, digits, ".", "_" and "-", at most 63.`,
  sandbox_name_taken: (d, ways) =>
    `There is a sandbox ${shown(d.name)} already. Choose another name, or remove it ${ways.removeSandbox(plain(d.name))}`,
  unknown_sandbox: (d, ways) =>
    `There is no sandbox ${shown(d.reference)}. ${d.nearest === null ? `${ways.listSandboxes} lists those there are.` : `Did you mean ${shown(d.nearest)}?`}`,
  ambiguous_sandbox: (d) =>
    `${shown(d.reference)} begins the id of several sandboxes: ${d.names.map(plain).join(', ')}. Give more of it, or a name.`,
  sandbox_not_running: (d, ways) =>
    `The sandbox ${shown(d.name)} does not run. Start it ${ways.startSandbox(plain(d.name))}`,
  sandbox_running: (d, ways) =>
    `The sandbox ${shown(d.name)} runs. Stop it first, or remove it as it is ${ways.removeRunning(plain(d.name))}`,
  sandbox_stopped: (d, ways) =>
    `The sandbox ${shown(d.name)} stopped meanwhile: ${stopped(d.reason)} ${ways.inspectSandbox} says more.`,
  too_many_sandboxes: (d, ways) =>
    `There are ${String(d.limit)} sandboxes, and no more are kept. Remove some with ${ways.removeSandboxes}.`,
  too_many_sessions: (d) =>
    `${String(d.limit)} processes run in the background of the sandbox ${shown(d.name)}, and no more are kept. End some of them.`,
  unknown_session: (d, ways) =>
    `There is no session ${shown(d.reference)}. ${ways.inspectSandbox} lists those of a sandbox.`,
  several_sessions: (d) =>
    `The sandbox ${shown(d.name)} has several sessions: ${d.sessions.map(plain).join(', ')}. Name one of them.`,
  no_session: (d, ways) =>
    `Nothing runs in the background of the sandbox ${shown(d.name)}. Start something ${ways.startSession(plain(d.name))}`,
  session_ended: (d, ways) => `The session ${shown(d.sessionId)} has ended. ${ways.afterSession}`,
  not_a_terminal: (d, ways) => `The session ${shown(d.sessionId)} has no terminal. ${ways.readLog(plain(d.sessionId))}`,
  has_a_terminal: (d, ways) =>
    `The session ${shown(d.sessionId)} has a terminal. See it ${ways.attachSession(plain(d.sessionId))}`,
  disk_failed: (d, ways) =>
    `The sandbox's files in ${shown(d.path)} cannot be written: ${stopped(d.reason)} Make room there, or see what ${ways.checkSetup} says.`,
  disk_space: (d) =>
    `${shown(d.path)} has ${String(d.freeMiB)} MiB free, and a sandbox's disk needs ${String(d.neededMiB)} MiB to begin with. Make room there, or set XDG_STATE_HOME to another disk.`,
  memory_total: (d, ways) =>
    `${String(d.requestedMiB)} MiB of memory were asked for, running sandboxes have ${String(d.usedMiB)} MiB, and all together may have ${String(d.limitMiB)} MiB. Stop one, or ask for less with ${ways.memory}.`,
  cpus_total: (d, ways) =>
    `${String(d.requested)} CPUs were asked for, running sandboxes have ${String(d.used)}, and all together may have ${String(d.limit)}. Stop one, or ask for fewer with ${ways.cpus}.`,
  database_unusable: (d) =>
    `The database ${shown(d.path)} cannot be used: ${stopped(d.reason)} Make room or give yourself permission there, then try again.`,
  database_locked: (d) =>
    `The database ${shown(d.path)} is locked by another program. End that program, then try again.`,
  sandboxes_elsewhere: (d) =>
    `The sandboxes in ${shown(d.path)} are another daemon's of yours, which was started with another XDG_RUNTIME_DIR. Use that, or end it, which leaves its sandboxes running, with: kill ${String(d.pid)}`,
  database_newer: (d) =>
    `The database ${shown(d.path)} is of version ${String(d.version)} and this Bellglass knows ${String(d.known)}. Install the newer Bellglass again, or set XDG_STATE_HOME to another directory.`,
};
