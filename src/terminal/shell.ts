import type { ProcessWish } from '../../daemon/protocol/sandbox/session.js';

/** Bash with a start-up file out of its environment, so that nothing is written and no directory of this machine is added; else what the image has. */
const start =
  'command -v bash >/dev/null && exec bash -c \'exec bash --rcfile <(printf %s "$BELLGLASS_SHELL_START") -i\'; exec sh -i';

/**
 * The shell of a sandboxed terminal.
 * @param integration what bash reads at its start
 * @param cwd absolute; null: the sandbox's own
 */
export function shellWish(integration: string, cwd: string | null): ProcessWish {
  return {
    argv: ['/bin/sh', '-c', start],
    env: { BELLGLASS_SHELL_START: integration, TERM_PROGRAM: 'vscode' },
    cwd,
    user: null,
  };
}
