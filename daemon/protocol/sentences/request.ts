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
  image_not_available: (d) =>
    `The image ${shown(d.image)} is not available: only "host" is, images from registries come in a later version. Leave --image out, or give --image host.`,
  mode_not_available: (d) =>
    `The workspace mode ${shown(d.mode)} comes in a later version. Use --mode readonly, --mode direct (the program's changes are yours at once) or --mode none.`,
  workspace_missing: (d) =>
    `The workspace ${shown(d.path)} does not exist. Give an existing directory with --workspace.`,
  workspace_not_directory: (d) =>
    `The workspace ${shown(d.path)} is not a directory. Give a directory with --workspace.`,
  workspace_unreadable: (d) =>
    `The workspace ${shown(d.path)} cannot be read: ${stopped(d.reason)} Give yourself read and search permission on it, or choose another.`,
  workspace_not_utf8: (d) =>
    `The path of the workspace ${shown(d.path)} is not valid UTF-8, which Bellglass cannot share. Rename the directory.`,
  workspace_too_broad: (d) =>
    `The workspace ${shown(d.path)} ${broad[d.what]}, so the sandbox would see everything in it. Choose a project's directory${d.what === 'root' ? '' : ', or insist with --allow-broad-workspace'}.`,
  workspace_reserved: (d) =>
    `The workspace ${shown(d.path)} lies in ${shown(d.reserved)}, which is the sandbox's own. Choose a directory elsewhere.`,
  workspace_private: (d) =>
    `The workspace ${shown(d.path)} holds or lies in ${shown(d.own)}, where Bellglass keeps its own files, the daemon's secret among them. Choose a project's directory.`,
  mount_refused: (d) =>
    `The directory ${shown(d.source)} cannot be added: ${refused[d.why](d.detail)} Give another with --mount, or leave it out.`,
  mount_target_refused: (d) =>
    `Nothing can be mounted on ${shown(d.target)}: ${d.why === 'reserved' ? `${shown(d.other)} is the sandbox's own` : `${shown(d.other)} is shown there already`}. Give another place, as in: --mount SOURCE:PLACE`,
  file_missing: (d) =>
    `The file ${shown(d.path)} does not exist. Check the path, or put "--" before a command that is not a file.`,
  file_is_directory: (d) => `${shown(d.path)} is a directory, not a program. Give a file in it.`,
  file_not_regular: (d) => `${shown(d.path)} is not a regular file, so it cannot be run. Save it as a file first.`,
  file_unreadable: (d) =>
    `The file ${shown(d.path)} cannot be read: ${stopped(d.reason)} Give yourself read permission on it.`,
  file_too_large: (d) =>
    `The file ${shown(d.path)} has ${String(d.bytes)} bytes, and at most ${String(d.limit)} are copied into a sandbox. Run it from a workspace that holds it.`,
  interpreter_unknown: (d) =>
    `Bellglass does not know what runs ${shown(d.path)}: it has no shebang line and ${d.extension === '' ? 'no extension' : `the extension ${shown(d.extension)} is not known`}. Name the interpreter, as in: bellglass run -- python3 ${plain(d.path)}`,
  interpreter_missing: (d) =>
    `${shown(d.path)} needs ${d.wanted.map(plain).join(' or ')}, which the image ${plain(d.image)} does not have. Install it${d.image === 'host' ? ' on this machine' : ' in the image'}, or name another interpreter after "--".`,
  compile_failed: (d) =>
    `${plain(d.compiler)} could not compile ${shown(d.path)} (exit status ${String(d.exitCode)}). Its messages are above.`,
  memory_beyond_host: (d) =>
    `${String(d.requestedMiB)} MiB of memory were asked for and this machine has ${String(d.hostMiB)} MiB. Ask for less with --memory.`,
  memory_too_small: (d) =>
    `${String(d.requestedMiB)} MiB of memory are too few to start a sandbox. Ask for at least ${String(d.minimumMiB)} MiB with --memory.`,
  cpus_beyond_host: (d) =>
    `${String(d.requested)} CPUs were asked for and at most ${String(d.host)} are possible on this machine. Ask for fewer with --cpus.`,
  arguments_too_large: (d) =>
    `The arguments and the environment have ${String(d.bytes)} bytes, and at most ${String(d.limit)} can be passed. Put long values into a file.`,
};
