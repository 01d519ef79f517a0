import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { choiceKey } from '../../machine/choose.js';
import { kvmProblem } from '../../machine/libkrun/kvm.js';
import { findNatives } from '../../machine/natives.js';
import { findQemu } from '../../machine/qemu/program.js';
import { readVerdict } from '../../machine/verdict.js';
import { systemCode, systemReason } from '../../state/systemReason.js';
import type { DoctorContext } from '../check.js';
import { readText } from '../readings.js';

/** What was seen of this host's hardware virtualization. */
export interface KvmFacts {
  /** Why /dev/kvm does not open: the system's code and its words; null when it opens. */
  readonly problem: { readonly code: string | null; readonly reason: string } | null;
  /** The group that may open it, and whether the user is one of its members since; null when none may. */
  readonly group: { readonly name: string; readonly member: boolean } | null;
  readonly user: string;
  /** What the CPU offers; `unknown` where its flags are no x86 ones. */
  readonly cpu: 'vmx' | 'svm' | 'none' | 'unknown';
  /** Whether this is a virtual machine itself. */
  readonly inMachine: boolean;
  /** The container that this runs in; null: none is known. */
  readonly container: string | null;
  /** What was seen by booting: when it was, and why none booted; null when nothing was tried yet. */
  readonly tried: { readonly at: string; readonly problem: string | null } | null;
  /** The file that remembers that. */
  readonly verdict: string;
  /** Whether QEMU is there instead. */
  readonly emulation: boolean;
}

/** Looks at it. */
export async function lookAtKvm(context: DoctorContext): Promise<KvmFacts> {
  const device = '/dev/kvm';
  const [problem, group, cpuinfo, container, tried, qemu] = await Promise.all([
    openProblem(device),
    groupOf(device),
    readText('/proc/cpuinfo'),
    findContainer(),
    lastTry(context),
    findQemu(),
  ]);
  const { verdict } = context.paths;
  const user = userName();
  return { problem, group, user, ...cpuFacts(cpuinfo ?? ''), container, tried, verdict, emulation: qemu !== null };
}

/** Why the device cannot be opened for what a hypervisor does with it; null when it can. */
export async function openProblem(device: string): Promise<KvmFacts['problem']> {
  try {
    await (await open(device, constants.O_RDWR)).close();
    return null;
  } catch (thrown) {
    return { code: systemCode(thrown), reason: systemReason(thrown) };
  }
}

/** The group that may use a device, by name; null when its mode lets none, or only the superuser's. */
export async function groupOf(device: string, groups = '/etc/group'): Promise<KvmFacts['group']> {
  const found = await stat(device).catch(() => null);
  if (found === null || found.gid === 0 || (found.mode & 0o060) !== 0o060) return null;
  const lines = ((await readText(groups)) ?? '').split('\n').map((line) => line.split(':'));
  const [name, , , members = ''] = lines.find((fields) => fields[2] === String(found.gid)) ?? [];
  return name === undefined ? null : { name, member: members.split(',').includes(userName()) };
}

/** What /proc/cpuinfo says of virtualization. */
export function cpuFacts(cpuinfo: string): Pick<KvmFacts, 'cpu' | 'inMachine'> {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(/\s+/);
  if (flags === undefined) return { cpu: 'unknown', inMachine: false };
  const cpu = flags.includes('vmx') ? 'vmx' : flags.includes('svm') ? 'svm' : 'none';
  return { cpu, inMachine: flags.includes('hypervisor') };
}

/** The container that this runs in, as its marks in the file system say; null when there are none. */
export async function findContainer(root = ''): Promise<string | null> {
  const [docker, podman, other] = await Promise.all([
    stat(`${root}/.dockerenv`).catch(() => null),
    stat(`${root}/run/.containerenv`).catch(() => null),
    readText(`${root}/run/systemd/container`),
  ]);
  if (docker !== null) return 'docker';
  if (podman !== null) return 'podman';
  const name = other?.trim() ?? '';
  return name === '' ? null : name.slice(0, 64);
}

async function lastTry({ env, paths }: DoctorContext): Promise<KvmFacts['tried']> {
  try {
    const key = await choiceKey(findNatives(env), await kvmProblem());
    const verdict = await readVerdict(paths.verdict, key, new Date());
    return verdict === null ? null : { at: verdict.checkedAt, problem: verdict.libkrunProblem };
  } catch {
    // Without the native programs nothing was tried with them.
    return null;
  }
}

/** Who this runs as, for a command that is to be typed. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without a name, as in some containers.
    return '$USER';
  }
}
