import { type Account, isRoot } from '../../session/account.js';
import { codeServer, workbenchFiles } from '../workbenchFiles.js';

/** How code-server is called. */
export interface CodeServerCommand {
  readonly node: string;
  readonly account: Account;
  /** An empty directory where the user finds code-server. */
  readonly seenAt: string;
  readonly args: readonly string[];
  /** What stands where this machine has programs, for the server and whatever it starts: paths by the paths that they cover. */
  readonly covers: Readonly<Record<string, string>>;
}

// Mounts pairs of paths, until "--", in a namespace of its own; then everything else as the user.
const mountedForUser =
  'while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit; shift 2; done; shift; exec setpriv "$@"';

/**
 * The command that runs code-server as the ordinary user. A checkout may lie where that user cannot go, and what is installed in it is
 * too large to copy for each test: root shows it to the user at another place, in a mount namespace that ends with the server.
 */
export function codeServerAsUser({ node, account, seenAt, args, covers }: CodeServerCommand): [string, string[]] {
  if (!isRoot) {
    if (Object.keys(covers).length > 0) throw new Error('only root covers programs of this machine');
    return [node, [`${workbenchFiles}/${codeServer}`, ...args]];
  }
  const user = [`--reuid=${String(account.uid)}`, `--regid=${String(account.gid)}`, '--init-groups'];
  const run = ['--pdeathsig', 'KILL', ...user, '--', node, `${seenAt}/${codeServer}`, ...args];
  const mounts = Object.entries({ [seenAt]: workbenchFiles, ...covers }).flatMap(([to, from]) => [from, to]);
  return ['unshare', ['--mount', '--', 'sh', '-c', mountedForUser, 'sh', ...mounts, '--', ...run]];
}
