import { asAccount } from './account.js';
import { start, type Running } from './command.js';
import type { Session } from './session.js';

/** A program in a terminal of its own: standard input is its keyboard, standard output its screen. */
const around = `
import fcntl, os, pty, select, struct, sys, termios
rows, cols = int(sys.argv[1]), int(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, cols, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
sources = [0, terminal]
while True:
    for source in select.select(sources, [], [])[0]:
        try:
            some = os.read(source, 65536)
        except OSError:
            some = b''
        if source == 0:
            if some:
                os.write(terminal, some)
            else:
                sources.remove(0)
        elif some:
            os.write(1, some)
        else:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
`;

/** A bellglass in a terminal of its own. */
export interface InTerminal extends Running {
  /** Types text; a line ends with "\\r". */
  readonly type: (text: string) => void;
}

/** Starts `bellglass ARGS…` as the ordinary user in a terminal of that size. */
export function startInTerminal(session: Session, args: readonly string[], rows = 24, cols = 80): InTerminal {
  const { node, cli } = session.app;
  const command = [String(rows), String(cols), node, cli, ...args];
  const running = start('python3', ['-c', around, ...command], {
    cwd: session.workspace,
    env: session.env,
    ...asAccount(session.account),
    keepStdin: true,
  });
  return { ...running, type: (text) => void running.child.stdin?.write(text) };
}
