/** How whoever reads a sentence does what it advises: the words of one front end. Errors stay the same for all of them, and so does the rest of a sentence. */
export interface Ways {
  /** What sets the memory of a sandbox, after "with". */
  readonly memory: string;
  /** What sets its CPUs, after "with". */
  readonly cpus: string;
  /** What gives a program more time: a sentence. */
  readonly moreTime: string;
  /** What lets Bellglass choose the hypervisor, before "to let Bellglass choose". */
  readonly anyHypervisor: string;

  /** What shows something else as the workspace. @param which the object of the sentence */
  readonly workspace: (which: string) => string;
  /** What takes a workspace although it is broad, or something instead of it: goes on after a clause, or is empty. */
  readonly broadWorkspace: string;
  /** What chooses one of the modes there are: a sentence. */
  readonly mode: string;
  /** What shows the workspace without a review: a sentence. */
  readonly otherMode: string;
  /** The command that lists runs, as a noun. */
  readonly listRuns: string;
  /** How to see, take and forget the changes of a run: a line. @param run its id; null: the latest in this workspace */
  readonly reviewChanges: (run: string | null) => string;
  /** What to do about a directory that cannot be added: a sentence. */
  readonly mount: string;
  /** What to do about a place that cannot be mounted on: a sentence, or a command at its end. */
  readonly mountTarget: string;

  /** What to do about an image that there is not: a sentence. */
  readonly image: string;
  /** Where the user of a process is set, at the end of a clause. */
  readonly user: string;
  /** What to do about a working directory that there is not: a sentence. */
  readonly workdir: string;
  /** What may have been meant by a file that there is not: goes on after a clause, or is empty. */
  readonly notFile: string;
  /** Where another interpreter is named, at the end of a clause. */
  readonly interpreter: string;
  /** What runs a command, and an example: goes on after a clause, at the end of a sentence. */
  readonly runCommand: (command: string) => string;

  /** The command that lists sandboxes, as a noun. */
  readonly listSandboxes: string;
  /** The command that says everything of a sandbox, as a noun. */
  readonly inspectSandbox: string;
  /** The command that removes sandboxes, as a noun. */
  readonly removeSandboxes: string;
  /** The command that stops a sandbox which does not answer, as a noun. */
  readonly stopSandbox: string;
  /** Where the daemon's log is read, as a noun. */
  readonly daemonLog: string;
  /** The command that looks at this machine, as a noun. */
  readonly checkSetup: string;

  /** "with" and what starts the sandbox of that name, at the end of a sentence. */
  readonly startSandbox: (name: string) => string;
  /** "with" and what removes it, at the end of a sentence. */
  readonly removeSandbox: (name: string) => string;
  /** "with" and what removes it although it runs, at the end of a sentence. */
  readonly removeRunning: (name: string) => string;
  /** "with" and what starts a session in it, at the end of a sentence. */
  readonly startSession: (name: string) => string;
  /** "with" and what shows the terminal of that session, at the end of a sentence. */
  readonly attachSession: (id: string) => string;
  /** What to do with the log of that session: a sentence. */
  readonly readLog: (id: string) => string;
  /** What to do about a session that has ended: a sentence. */
  readonly afterSession: string;

  /** What ends what a daemon of another version does: goes on after "or", at the end of a sentence. */
  readonly endRuns: string;
  /** What ends the daemon: the beginning of a sentence. */
  readonly stopDaemon: string;
  /** What ends a daemon that refuses its clients, after "end it". */
  readonly stopForeignDaemon: string;
}

/** What follows a command of a shell would be copied with it, so that nothing does. */
const command =
  (words: string, after = '') =>
  (name: string): string =>
    `with: bellglass ${words} ${name}${after}`;

/** The ways of the command line: its options and commands. */
export const commandLineWays: Ways = {
  memory: '--memory',
  cpus: '--cpus',
  moreTime: 'Give it more with --timeout.',
  anyHypervisor: 'Leave --hypervisor out',

  workspace: (which) => `Give ${which} with --workspace`,
  broadWorkspace: ', or insist with --allow-broad-workspace',
  mode: "Use --mode readonly, --mode direct (the program's changes are yours at once) or --mode none.",
  otherMode: 'Use --mode readonly.',
  listRuns: '"bellglass runs"',
  reviewChanges: (run) => {
    const which = run === null ? '' : ` --run ${run}`;
    return `See them: bellglass diff${which}   Take them: bellglass apply${which}   Forget them: bellglass discard${which}`;
  },
  mount: 'Give another with --mount, or leave it out.',
  mountTarget: 'Give another place, as in: --mount SOURCE:PLACE',

  image: 'Leave --image out, or give --image host.',
  user: 'with --user',
  workdir: 'Give another with --workdir.',
  notFile: ', or put "--" before a command that is not a file',
  interpreter: 'after "--"',
  runCommand: (words) => `, as in: bellglass run -- ${words}`,

  listSandboxes: '"bellglass ls"',
  inspectSandbox: '"bellglass inspect"',
  removeSandboxes: '"bellglass rm"',
  stopSandbox: '"bellglass stop -t 0"',
  daemonLog: 'daemon.log in the state directory',
  checkSetup: '"bellglass doctor"',

  startSandbox: command('start'),
  removeSandbox: command('rm'),
  removeRunning: command('rm --force'),
  startSession: command('exec -dt', ' -- sh'),
  attachSession: command('attach'),
  readLog: (id) => `Read it ${command('logs -f')(id)}`,
  afterSession: '"bellglass logs" shows what it left.',

  endRuns: 'end them with "bellglass daemon stop".',
  stopDaemon: 'Stop it with "bellglass daemon stop"',
  stopForeignDaemon: 'with "bellglass daemon stop" there, or, if that is gone, with "pkill -f bellglassd.mjs"',
};
