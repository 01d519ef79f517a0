import { plain, shown } from '../../protocol/sentences/shown.js';

/** What can be wrong with a command line, by code, with the data of its sentence. */
export interface UsageProblems {
  unknown_command: { word: string };
  empty_value: { option: string };
  workspace_unshown: { path: string };
  file_not_kept: { option: string; path: string };
  interactive_alone: { option: string };
  timeout_kept: { option: string };
  excluded: { option: string; other: string };
  input_no_terminal: Record<string, never>;
  output_no_terminal: Record<string, never>;
  bad_memory: { value: string };
  bad_disk: { value: string };
  bad_mount: { value: string };
  bad_detach_keys: { value: string };
  bad_grace: { value: string };
  bad_tail: { value: string };
  bad_last: { value: string };
  bad_runs: { value: string };
  path_outside: { path: string; workspace: string };
  apply_what: Record<string, never>;
  bad_filter: { value: string; reason: string };
  bad_format: { value: string; reason: string };
  unknown_field: { field: string; known: string };
  bad_duration: { value: string };
  bad_cpus: { value: string };
  bad_env: { value: string };
  bad_user: { value: string };
  env_file_unreadable: { path: string; reason: string };
  env_file_malformed: { path: string; line: number; reason: string };
}

/** The code of a usage problem. */
export type UsageCode = keyof UsageProblems;

const sentences: { [C in UsageCode]: (data: UsageProblems[C]) => string } = {
  unknown_command: (d) => `${shown(d.word)} is no command; to run it in a sandbox: bellglass run ${plain(d.word)}`,
  empty_value: (d) => `${d.option} needs a value.`,
  workspace_unshown: (d) =>
    `The workspace ${shown(d.path)} cannot be shown with --mode none; leave out one of the two.`,
  file_not_kept: (d) =>
    `${d.option} goes with a command and not with a file; say what runs ${shown(d.path)} after "--", as: -- INTERPRETER ${plain(d.path)}`,
  interactive_alone: (d) =>
    `With ${d.option} standard input can be passed on to a terminal only; give -t too, or leave out -i and pass it on with "bellglass exec -i" while the sandbox runs.`,
  timeout_kept: (d) =>
    `--timeout does not go together with ${d.option}; let the program be timed in the sandbox, as: -- timeout 30s COMMAND`,
  excluded: (d) => `${d.option} does not go together with ${d.other}; leave out one of the two.`,
  input_no_terminal: () => 'The input device is not a TTY. Run this in a terminal, or leave -t out.',
  output_no_terminal: () => 'The output device is not a TTY. Run this in a terminal, or leave -t out.',
  bad_memory: (d) =>
    `${shown(d.value)} is no size of memory; write it as 512m or 2g (without a letter it means bytes, as in Docker, and 1m is the least).`,
  bad_disk: (d) => `${shown(d.value)} is no size of a disk; write it as 512m or 20g, from 64m to 4t.`,
  bad_mount: (d) =>
    `${shown(d.value)} is no directory to add; write SOURCE, SOURCE:TARGET or SOURCE:TARGET:ro, the target absolute.`,
  bad_detach_keys: (d) =>
    `${shown(d.value)} are no detach keys; write characters or ctrl-LETTER (also ctrl- with @ [ \\ ] ^ or _) with commas between, as ctrl-p,ctrl-q.`,
  bad_grace: (d) => `${shown(d.value)} is no time to stop in; write whole seconds, from 0 to 600.`,
  bad_tail: (d) => `${shown(d.value)} is no number of lines; write 0, 1, 2 and so on, or all.`,
  bad_last: (d) => `${shown(d.value)} is no number of sandboxes; write 1, 2, 3 and so on.`,
  bad_runs: (d) => `${shown(d.value)} is no number of runs; write one from 1 to 10000.`,
  path_outside: (d) =>
    `${shown(d.path)} is not in the workspace of the run, which is ${shown(d.workspace)}; give paths within it.`,
  apply_what: () =>
    'Say what to apply, since there is no terminal to ask on: give the paths of changes, or --all for all of them.',
  bad_filter: (d) =>
    `The filter ${shown(d.value)} cannot be used: ${d.reason}. Write it as name=dev, status=running or id=0a1b.`,
  bad_format: (d) =>
    `The format ${shown(d.value)} cannot be read: ${d.reason}. Write it as '{{.Name}} {{.State}}', json or table.`,
  unknown_field: (d) => `There is no field ${shown(d.field)}; there are ${plain(d.known)}.`,
  bad_duration: (d) => `${shown(d.value)} is no duration; write it as 30s, 2m, 1h or 1m30s, at most 24 days.`,
  bad_cpus: (d) => `${shown(d.value)} is no number of CPUs; a sandbox has whole ones, from 1 on.`,
  bad_env: (d) => `${shown(d.value)} is no environment variable; write NAME=VALUE, or NAME to pass on your own.`,
  bad_user: (d) => `${shown(d.value)} is no user; give a name, a uid, or uid:gid.`,
  env_file_unreadable: (d) => `The environment file ${shown(d.path)} cannot be read: ${d.reason}.`,
  env_file_malformed: (d) => `Line ${String(d.line)} of the environment file ${shown(d.path)} ${d.reason}.`,
};

/** Every code, in the table's order. */
export const usageCodes = Object.keys(sentences) as readonly UsageCode[];

/** A malformed command line; its message is a sentence for people. Status 125. */
export class UsageError<C extends UsageCode = UsageCode> extends Error {
  override readonly name = 'UsageError';

  constructor(
    readonly problem: C,
    readonly data: UsageProblems[C],
  ) {
    super(sentences[problem](data));
  }
}
