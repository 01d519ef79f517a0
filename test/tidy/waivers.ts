/** Limits that would make a file worse, each with its reason. A waiver that is not needed any more fails. */
export const waivers = {
  /** Files that may be longer than the limit, in lines. */
  length: {} as Record<string, string>,
  /** Functions (file:name) that may be longer than the limit. */
  functions: {} as Record<string, string>,
  /** Folders that may hold more files. */
  folders: {
    '.': 'Tools look for their settings at the top, and for nothing else there.',
    'native/wire/golden': 'One file a shape, which cargo test and vitest both read whole.',
  } as Record<string, string>,
  /** Source files without a test of the same name. */
  mirror: {
    'daemon/client/logs.ts': 'It needs a session: test/machine/sessions.test.ts.',
    'daemon/guest/keptProcesses.ts': 'It needs the agent: test/machine/sessions.test.ts.',
    'daemon/server/attach.ts': 'It needs a session: test/machine/sessions.test.ts.',
    'daemon/server/logs.ts': 'It needs a session: test/machine/sessions.test.ts.',
    'daemon/session/disk/logFrames.ts':
      'The frames of a log; sessionLog.test.ts and logReader.test.ts write and read them.',
    'daemon/session/screen/modes.ts': 'A part of a restored screen; restoration.test.ts compares terminals whole.',
    'daemon/session/screen/rows.ts': 'A part of a restored screen; restoration.test.ts compares it cell by cell.',
    'daemon/session/screen/xterm.ts': 'It loads the emulator that restoration.test.ts runs.',
    'daemon/cli/main.ts': 'It hands the process to command.ts; test/machine runs it as users do.',
    'daemon/cli/surroundings.ts': 'The prefix of a line, which every test of the command sees.',
    'daemon/cli/arguments/runOptions.ts': 'The table of options; parse.test.ts tests each of them.',
    'daemon/client/runStdio.ts': 'Two ends of one stream; test/unit/server tests it on a real daemon.',
    'daemon/image/host/sources.ts': 'A list; collect.test.ts and test/machine see what comes of it.',
    'daemon/protocol/errors/client.ts': 'A table; errors.test.ts tests every row.',
    'daemon/protocol/errors/entry.ts': 'The shape of a row; errors.test.ts tests every row.',
    'daemon/protocol/errors/guest.ts': 'A table; errors.test.ts tests every row.',
    'daemon/protocol/errors/machine.ts': 'A table; errors.test.ts tests every row.',
    'daemon/protocol/errors/request.ts': 'A table; errors.test.ts tests every row.',
    'daemon/protocol/errors/sandbox.ts': 'A table; errors.test.ts tests every row.',
    'daemon/protocol/sentences/client.ts': 'A table; sentences.test.ts tests every row.',
    'daemon/protocol/sentences/guest.ts': 'A table; sentences.test.ts tests every row.',
    'daemon/protocol/sentences/machine.ts': 'A table; sentences.test.ts tests every row.',
    'daemon/protocol/sentences/request.ts': 'A table; sentences.test.ts tests every row.',
    'daemon/protocol/sentences/sandbox.ts': 'A table; sentences.test.ts tests every row.',
    'daemon/run/attend.ts': 'It needs a machine: test/machine.',
    'daemon/run/boot.ts': 'It needs a machine: test/machine.',
    'daemon/run/execute.ts': 'It needs a machine: test/machine.',
    'daemon/run/runs.ts': 'It needs a daemon: test/unit/server and test/machine.',
    'daemon/run/startRun.ts': 'The recipe of a run: test/machine.',
    'daemon/sandbox/sandbox.ts': 'It needs a machine: test/machine.',
    'daemon/server/connection.ts': 'It needs a daemon: daemon.test.ts has one.',
    'daemon/server/main.ts': 'It starts the daemon; every test of the command line does that.',
    'daemon/server/stdio.ts': 'It needs a run: test/machine.',
    'src/extension.ts': 'An empty shell until the first feature.',
  } as Record<string, string>,
  /** Files with `unsafe` outside of the folders that are for it. */
  unsafe: {
    'native/agent/src/port/stream.rs': 'tokio calls the registration of a descriptor unsafe.',
    'native/libloading/src/lib.rs': 'It stands in for a crate whose functions are unsafe to call.',
  } as Record<string, string>,
};
