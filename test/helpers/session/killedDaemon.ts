import { identityOf } from '../../../daemon/state/processIdentity.js';
import { until } from '../waiting.js';
import type { Session } from './session.js';

/** The session's daemon, or one of them; 0 when none runs. */
export function daemonPid(session: Session): number {
  const [daemon] = session.processes().filter(({ command }) => command.includes('bellglassd'));
  return daemon?.pid ?? 0;
}

/** Kills a daemon that runs, the session's own, and waits until it is gone. */
export async function killDaemon(session: Session, pid = daemonPid(session)): Promise<void> {
  const identity = identityOf(pid)!;
  process.kill(identity.pid, 'SIGKILL');
  await until({ what: 'the end of the daemon', milliseconds: 10_000 }, () => identityOf(identity.pid) === null);
}
