import type { Sentences } from '../sentences.js';
import type { clientErrors } from '../errors/client.js';
import type * as z from 'zod';
import { plain, shown, stopped } from './shown.js';

/** Sentences of finding, starting and reaching the daemon. */
export const clientSentences: Sentences<z.infer<(typeof clientErrors)[number]>['code']> = {
  unsafe_directory: (d) =>
    `${shown(d.path)} cannot be used for Bellglass's files: ${stopped(d.reason)} Make it a directory that is yours with mode 0700, or remove it.`,
  state_unusable: (d) =>
    `${shown(d.path)} cannot be used: ${stopped(d.reason)} Remove it, and Bellglass makes it again.`,
  settings_malformed: (d) =>
    `The settings in ${shown(d.path)} are malformed: ${stopped(d.issue)} Mend the file, or remove it to have the usual settings.`,
  socket_path_too_long: (d) =>
    `The daemon's socket ${shown(d.path)} would have a path of ${String(d.bytes)} bytes, and only ${String(d.limit)} are possible. Set XDG_RUNTIME_DIR to a shorter directory.`,
  daemon_start_failed: (d) => `The daemon did not start: ${stopped(d.reason)} Its log is ${shown(d.log)}.`,
  daemon_unreachable: (d) =>
    `The daemon does not answer on ${shown(d.socket)}: ${stopped(d.reason)} End its process, which "pgrep -f bellglassd" finds, then try again.`,
  daemon_lost: (_d, ways) =>
    `The connection to the daemon was lost, and the run with it. Look into ${ways.daemonLog}, then try again.`,
  daemon_other_version: (d, ways) =>
    `A daemon of version ${plain(d.daemon)} is busy and this is version ${plain(d.client)}. Wait for its runs to end, or ${ways.endRuns}`,
  daemon_misbehaved: (d, ways) =>
    `The daemon answered ${plain(d.method)} with something that is no answer (${plain(d.issue)}). ${ways.stopDaemon} and try again.`,
  unauthorized: (_, ways) =>
    `The daemon refused this client's token. It was started with another state directory: end it ${ways.stopForeignDaemon}, then try again.`,
};
