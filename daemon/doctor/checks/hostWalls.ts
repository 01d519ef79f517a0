import type { JailReport } from '../../protocol/wire/jail.js';
import { byCommand, inWords, missing, ok, quoted, warning, type Finding, type Repair } from '../check.js';
import { readNumber, readText } from '../readings.js';

/** The name of a wall. */
export type WallName = JailReport[number]['wall'];

/** What the host lets a jail have, as far as its files tell. */
export interface WallFacts {
  /** Values of sysctls; null where the kernel has none of that name. */
  readonly unprivilegedUserns: number | null;
  readonly apparmorRestricts: number | null;
  readonly maxUserNamespaces: number | null;
  /** The security modules that are on; null when the kernel does not tell. */
  readonly modules: readonly string[] | null;
  /** What seccomp can do; null when the kernel has none. */
  readonly seccompActions: readonly string[] | null;
  /** Whether the kernel knows no_new_privs. */
  readonly noNewPrivs: boolean;
  /** How many files a process may open at most; null: as many as it likes, or unknown. */
  readonly openFiles: number | null;
  readonly superuser: boolean;
  readonly container: string | null;
}

/** Looks at the host. */
export async function lookAtHost(container: string | null): Promise<WallFacts> {
  const sysctl = async (name: string): Promise<number | null> => await readNumber(`/proc/sys/${name}`);
  const [unprivilegedUserns, apparmorRestricts, maxUserNamespaces, modules, actions, status, bounds] =
    await Promise.all([
      sysctl('kernel/unprivileged_userns_clone'),
      sysctl('kernel/apparmor_restrict_unprivileged_userns'),
      sysctl('user/max_user_namespaces'),
      readText('/sys/kernel/security/lsm'),
      readText('/proc/sys/kernel/seccomp/actions_avail'),
      readText('/proc/self/status'),
      readText('/proc/self/limits'),
    ]);
  return {
    unprivilegedUserns,
    apparmorRestricts,
    maxUserNamespaces,
    modules: modules?.trim().split(',') ?? null,
    seccompActions: actions?.trim().split(/\s+/) ?? null,
    noNewPrivs: /^NoNewPrivs:/m.test(status ?? ''),
    openFiles: hardOpenFiles(bounds ?? ''),
    superuser: process.getuid?.() === 0,
    container,
  };
}

/** The hard limit on open files in a text like /proc/self/limits; null: there is none. */
export function hardOpenFiles(bounds: string): number | null {
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(bounds)?.[1];
  return hard === undefined ? null : Number(hard);
}

/** What makes a wall stand that does not, as the host's files tell; null when they tell nothing. */
export function repairOfWall(wall: WallName, facts: WallFacts): Repair | null {
  if (wall === 'landlock')
    return inWords(
      'Boot a Linux of 5.13 or later with Landlock: add "landlock" to lsm= on the kernel\'s command line.',
    );
  if (wall !== 'mountNamespace') return null;
  if (facts.unprivilegedUserns === 0) return byCommand('sudo sysctl -w kernel.unprivileged_userns_clone=1');
  if (facts.maxUserNamespaces === 0) return byCommand('sudo sysctl -w user.max_user_namespaces=15000');
  if (facts.apparmorRestricts === 1) return byCommand('sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0');
  if (facts.container !== null)
    return inWords('Let the container make namespaces: start it with --security-opt seccomp=unconfined');
  return null;
}

/** What the facts mean for each wall of a jail, when no vmm could show it. */
export function judgeHost(facts: WallFacts): { readonly wall: WallName; readonly finding: Finding }[] {
  const unseen = 'as far as can be told without starting a machine';
  const namespaces = repairOfWall('mountNamespace', { ...facts, container: null });
  const fine = ok(`nothing forbids it, ${unseen}`);
  const landlock = (): Finding => {
    if (facts.modules?.includes('landlock') === true) return ok(`the kernel has it, ${unseen}`);
    if (facts.modules === null) return warning('it cannot be told without starting a machine', null);
    return warning('the kernel has it not switched on', repairOfWall('landlock', facts));
  };
  const seccomp = facts.seccompActions?.includes('kill_process') === true;
  const noPrivileges = inWords('Boot a kernel with it; every distribution has one.');
  return [
    {
      wall: 'mountNamespace',
      finding: namespaces === null || facts.superuser ? fine : warning('this user may make no namespaces', namespaces),
    },
    { wall: 'landlock', finding: landlock() },
    { wall: 'seccomp', finding: seccomp ? fine : missing('the kernel has no seccomp filters', noPrivileges) },
    { wall: 'noNewPrivs', finding: facts.noNewPrivs ? fine : missing('the kernel does not know it', noPrivileges) },
  ];
}

/** With fewer a share of a large tree fails in the middle, as a message of its server says. */
const ampleFiles = 65_536;

/** What the hard limit on open files means; a shared directory takes one for each file that a guest knows. */
export function judgeOpenFiles(hard: number | null, user: string): Finding {
  if (hard === null) return ok('as many as a process likes');
  if (hard >= ampleFiles) return ok(`${String(hard)} a process`);
  const file = '/etc/security/limits.d/bellglass.conf';
  const raise = byCommand(`echo ${quoted(user)} hard nofile 524288 | sudo tee ${file}`, [
    'Run "',
    '", then log out and in again.',
  ]);
  return warning(`${String(hard)} a process, and a walk over a large workspace needs ${String(ampleFiles)}`, raise);
}
