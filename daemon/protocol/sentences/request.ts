import type { ErrorData } from '../errors.js';
import type { Sentences } from '../sentences.js';
import type { requestErrors } from '../errors/request.js';
import type * as z from 'zod';
import { plain, shown, stopped } from './shown.js';

const broad = {
  root: 'is the whole file system',
  home: 'is the home directory',
  aboveHome: 'holds the home directory',
} as const;

const refused: Record<ErrorData<'mount_refused'>['why'], (detail: string) => string> = {
  missing: () => 'it does not exist.',
  notDirectory: () => 'it is not a directory.',
  notUtf8: () => 'its path is not valid UTF-8.',
  unreadable: (detail) => stopped(detail),
  tooBroad: () => 'it is or holds the whole home directory.',
  reserved: (detail) => `it lies in ${shown(detail)}, which is the kernel's own.`,
  private: (detail) => `it holds or lies in ${shown(detail)}, where Bellglass keeps its own files.`,
};

/** Sentences of what was asked for. */
export const requestSentences: Sentences<z.infer<(typeof requestErrors)[number]>['code']> = {
  bad_request: (d) =>
    `The request ${plain(d.method)} is malformed: ${stopped(d.issue)} Use a client of the same version as the daemon.`,
  hello_expected: () => 'The first call of a connection must be hello. Use a client of the same version as the daemon.',
  unknown_run: (d) =>
    `There is no run ${shown(d.runId)}. It has ended and was collected, or it belongs to another connection.`,
  too_many_runs: (d) => `The daemon already holds ${String(d.limit)} runs. Wait for some of them to end.`,
  shutting_down: () => 'The daemon is shutting down, and every run ends with it. Try again in a moment.',
  internal: (d) =>
    `Something in Bellglass itself failed: ${stopped(d.message)} Please report it, with daemon.log from the state directory.`,
  image_not_available: (d, ways) =>
    `The image ${shown(d.image)} is not available: only "host" is, images from registries come in a later version. ${ways.image}`,
  mode_not_available: (d, ways) =>
    `The workspace mode ${shown(d.mode)} is for runs, and kept sandboxes get it in a later version. ${ways.mode}`,
  workspace_missing: (d, ways) =>
    `The workspace ${shown(d.path)} does not exist. ${ways.workspace('an existing directory')}.`,
  workspace_not_directory: (d, ways) =>
    `The workspace ${shown(d.path)} is not a directory. ${ways.workspace('a directory')}.`,
  workspace_unreadable: (d) =>
    `The workspace ${shown(d.path)} cannot be read: ${stopped(d.reason)} Give yourself read and search permission on it, or choose another.`,
  workspace_not_utf8: (d) =>
    `The path of the workspace ${shown(d.path)} is not valid UTF-8, which Bellglass cannot share. Rename the directory.`,
  workspace_too_broad: (d, ways) =>
    `The workspace ${shown(d.path)} ${broad[d.what]}, so the sandbox would see everything in it. Choose a project's directory${d.what === 'root' ? '' : ways.broadWorkspace}.`,
  workspace_reserved: (d) =>
    `The workspace ${shown(d.path)} lies in ${shown(d.reserved)}, which is the sandbox's own. Choose a directory elsewhere.`,
  workspace_private: (d) =>
    `The workspace ${shown(d.path)} holds or lies in ${shown(d.own)}, where Bellglass keeps its own files, the daemon's secret among them. Choose a project's directory.`,
  mount_refused: (d, ways) =>
    `The directory ${shown(d.source)} cannot be added: ${refused[d.why](d.detail)} ${ways.mount}`,
  mount_target_refused: (d, ways) =>
    `Nothing can be mounted on ${shown(d.target)}: ${d.why === 'reserved' ? `${shown(d.other)} is the sandbox's own` : `${shown(d.other)} is shown there already`}. ${ways.mountTarget}`,
  file_missing: (d, ways) => `The file ${shown(d.path)} does not exist. Check the path${ways.notFile}.`,
  file_is_directory: (d) => `${shown(d.path)} is a directory, not a program. Give a file in it.`,
  file_not_regular: (d) => `${shown(d.path)} is not a regular file, so it cannot be run. Save it as a file first.`,
  file_unreadable: (d) =>
    `The file ${shown(d.path)} cannot be read: ${stopped(d.reason)} Give yourself read permission on it.`,
  file_too_large: (d) =>
    `The file ${shown(d.path)} has ${String(d.bytes)} bytes, and at most ${String(d.limit)} are copied into a sandbox. Run it from a workspace that holds it.`,
  interpreter_unknown: (d, ways) =>
    `Bellglass does not know what runs ${shown(d.path)}: it has no shebang line and ${d.extension === '' ? 'no extension' : `the extension ${shown(d.extension)} is not known`}. Name the interpreter${ways.runCommand(`python3 ${plain(d.path)}`)}`,
  interpreter_missing: (d, ways) =>
    `${shown(d.path)} needs ${d.wanted.map(plain).join(' or ')}, which the image ${plain(d.image)} does not have. Install it${d.image === 'host' ? ' on this machine' : ' in the image'}, or name another interpreter ${ways.interpreter}.`,
  compile_failed: (d) =>
    `${plain(d.compiler)} could not compile ${shown(d.path)} (exit status ${String(d.exitCode)}). Its messages are above.`,
  memory_beyond_host: (d, ways) =>
    `${String(d.requestedMiB)} MiB of memory were asked for and this machine has ${String(d.hostMiB)} MiB. Ask for less with ${ways.memory}.`,
  memory_too_small: (d, ways) =>
    `${String(d.requestedMiB)} MiB of memory are too few to start a sandbox. Ask for at least ${String(d.minimumMiB)} MiB with ${ways.memory}.`,
  cpus_beyond_host: (d, ways) =>
    `${String(d.requested)} CPUs were asked for and at most ${String(d.host)} are possible on this machine. Ask for fewer with ${ways.cpus}.`,
  arguments_too_large: (d) =>
    `The arguments and the environment have ${String(d.bytes)} bytes, and at most ${String(d.limit)} can be passed. Put long values into a file.`,
};
