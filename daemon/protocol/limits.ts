/** Bounds of what crosses a border. Sizes are bytes unless the name says otherwise. */
export const limits = {
  /** One JSON-RPC message, either way: a record with both captured outputs, each byte of which JSON may write as six, and an argv. */
  rpcMessage: 16 * 1024 * 1024,
  /** One frame of a byte stream, its channel byte included. */
  streamFrame: 256 * 1024 + 1,
  /** Above this many unsent bytes a writer stops reading its source. */
  highWater: 1024 * 1024,
  /** Output of one stream kept in a record when the request asks for capture. */
  capture: 1024 * 1024,
  /** The first and the last part of each output that are kept with the record of a run. */
  keptPart: 64 * 1024,
  /** The tail of a guest's console that is shown after a failed boot. */
  consoleTail: 8 * 1024,
  /** A file given to `run` that is copied into the guest. */
  copiedFile: 64 * 1024 * 1024,
  /** The content of a file that is given with a request, in UTF-16 code units. */
  givenContent: 4 * 1024 * 1024,
  /** argv and environment together, as UTF-8. */
  argumentsAndEnvironment: 512 * 1024,
  /** One argument or one environment entry (Linux's MAX_ARG_STRLEN, less its NUL). */
  oneArgument: 128 * 1024 - 1,
  /** A unix socket's path; Linux ends at 108. */
  socketPath: 100,
  /** Runs that one daemon holds at once, finished but not collected ones included. */
  runs: 256,
  /** Least memory that the kernel, the agent and a small program start in, in MiB. */
  minimumMemoryMiB: 128,
  /** Most virtual CPUs of one machine, whatever the host has. */
  maximumCpus: 16,
  /** Size of a kept sandbox's disk, in MiB: the least an ext4 with its journal makes sense at, the usual, and the most. */
  minimumDiskMiB: 64,
  usualDiskMiB: 16 * 1024,
  maximumDiskMiB: 4 * 1024 * 1024,
  /** Directories added to a sandbox. */
  mounts: 16,
  /** Kept sandboxes, running or not. */
  sandboxes: 1024,
  /** Sessions of one sandbox, ended ones included; the oldest ended one goes first. */
  sessions: 64,
  /** A terminal's rows, or columns. */
  terminalSide: 1000,
  /** Lines that scrolled out of a terminal and are kept. */
  scrollback: 2000,
  /** Output of a kept process that the agent keeps while no daemon reads. */
  keptOutput: 1024 * 1024,
  /** A file of a workspace in review whose bytes go into its snapshot, and all of those together. */
  embeddedFile: 1024 * 1024,
  embedded: 128 * 1024 * 1024,
  /** Entries of a workspace in review. */
  workspaceEntries: 1_000_000,
  /** Places in it that are shared with the guest, where something is hidden. */
  workspaceParts: 512,
  /** Entries of a change set. */
  changes: 1_000_000,
  /** Changes that are told at once, and bytes of a patch. */
  shownChanges: 10_000,
  patch: 8 * 1024 * 1024,
  /** Each side of a text whose changes can be taken one by one, or merged. */
  textWithHunks: 1024 * 1024,
  /** Changes of one text that can be taken one by one. */
  parts: 5000,
  /** Paths that are offered at once, and the bytes of what is shown of them. */
  offers: 1000,
  offered: 4 * 1024 * 1024,
  /** The text that is shown of one change which can only be taken whole. */
  shownWhole: 64 * 1024,
  /** What a run in review may write into its workspace unless the user's settings say otherwise, in MiB. */
  changesMiB: 16 * 1024,
  /** The log of one session on the host; it has two files of half of this. */
  sessionLog: 8 * 1024 * 1024,
} as const;
