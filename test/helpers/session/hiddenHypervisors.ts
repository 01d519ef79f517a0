import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { isRoot } from './account.js';
import { type Ended, start } from './command.js';
import type { Session } from './session.js';

/** What stands where the host has QEMU and /dev/kvm: the path of a file, or null for one that nobody may open or execute. */
export interface Covers {
  readonly qemu: string | null;
  readonly kvm: string | null;
}

/** Where this machine has QEMU. */
export const qemus = (): string[] => qemuPlaces.filter((path) => existsSync(path));

const qemuPlaces = ['/usr/bin', '/usr/local/bin', '/usr/libexec'].map((place) => `${place}/qemu-system-x86_64`);

/** Runs `bellglass run ARGS…` as bellglassUnder does. */
export async function runUnder(
  session: Session,
  covers: Covers,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return await bellglassUnder(session, covers, ['run', ...args], env);
}

/**
 * Runs `bellglass ARGS…` as the ordinary user where the host's QEMU and /dev/kvm are covered: a mount namespace of its own, which the
 * daemon that it starts lives in too.
 */
export async function bellglassUnder(
  session: Session,
  covers: Covers,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const closed = `${session.directory}/closed`;
  if (!existsSync(closed)) writeFileSync(closed, '');
  chmodSync(closed, 0);
  const { uid, gid } = session.account;
  const [ids, groups] = [String(uid), String(gid)];
  const become = isRoot
    ? ['setpriv', `--reuid=${ids}`, `--regid=${groups}`, '--clear-groups']
    : ['unshare', '--user', `--map-user=${ids}`, `--map-group=${groups}`];
  const mounts = [
    ...qemus().map((path) => [covers.qemu ?? closed, path]),
    ...(existsSync('/dev/kvm') ? [[covers.kvm ?? closed, '/dev/kvm']] : []),
  ];
  const script = `${mounts.map(([from, to]) => `mount --bind '${String(from)}' '${String(to)}'`).join(' && ')} && exec "$@"`;
  const own = isRoot ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
  const command = [...become, session.app.node, session.app.cli, ...args];
  return await start('unshare', [...own, 'sh', '-c', script, 'sh', ...command], {
    cwd: session.workspace,
    env: { ...session.env, BELLGLASS_HYPERVISOR: undefined, ...env },
    limit: 60_000,
  }).ended;
}
