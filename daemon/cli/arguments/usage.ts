import { plain, shown } from '../../protocol/sentences/shown.js';

/** What can be wrong with a command line, by code, with the data of its sentence. */
export interface UsageProblems {
  unknown_command: { word: string };
  no_terminal: Record<string, never>;
  empty_value: { option: string };
  workspace_unshown: { path: string };
  bad_memory: { value: string };
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
  no_terminal: () => 'Terminals come in a later version; leave -t out. Standard input is passed on with -i.',
  empty_value: (d) => `${d.option} needs a value.`,
  workspace_unshown: (d) =>
    `The workspace ${shown(d.path)} cannot be shown with --mode none; leave out one of the two.`,
  bad_memory: (d) =>
    `${shown(d.value)} is no size of memory; write it as 512m or 2g (without a letter it means bytes, as in Docker, and 1m is the least).`,
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
