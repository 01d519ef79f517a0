import {
  byCommand,
  inWords,
  lineOf,
  missing,
  ok,
  quoted,
  warning,
  type Check,
  type Finding,
  type Repair,
} from '../check.js';
import { lookAtKvm, type KvmFacts } from './kvm.js';

/** Whether machines can have hardware virtualization. */
export const virtualization: Check = {
  id: 'virtualization',
  title: 'hardware virtualization',
  look: async (context) => [lineOf('virtualization', 'hardware virtualization', judgeKvm(await lookAtKvm(context)))],
};

/** What the facts mean. Without it, QEMU's software emulation is slower and works. */
export function judgeKvm(facts: KvmFacts): Finding {
  const { problem, tried, verdict, emulation } = facts;
  const worse = emulation ? warning : missing;
  if (problem !== null) return worse(`${why(facts, problem)}${surroundings(facts)}`, repairOf(facts, problem.code));
  if (tried === null) return ok('/dev/kvm opens; no machine was booted with it yet');
  if (tried.problem === null) return ok(`/dev/kvm opens, and a machine booted with it (${tried.at})`);
  return worse(
    `/dev/kvm opens, and no machine boots with it: ${tried.problem} (tried ${tried.at})${surroundings(facts)}`,
    byCommand(`rm ${quoted(verdict)}`, ['Once the cause is mended, let it be tried again: ', '']),
  );
}

function why({ cpu, inMachine }: KvmFacts, problem: NonNullable<KvmFacts['problem']>): string {
  if (problem.code !== 'ENOENT') return `/dev/kvm may not be opened: ${problem.reason}`;
  const lacks = cpu === 'none' ? `, and the CPU offers no virtualization (neither vmx nor svm)` : '';
  const offers = cpu === 'vmx' || cpu === 'svm' ? `, although the CPU offers virtualization (${cpu})` : '';
  return `/dev/kvm does not exist${lacks}${inMachine ? '' : offers}`;
}

function surroundings({ container, inMachine }: KvmFacts): string {
  const around = [
    ...(container === null ? [] : [`a container (${container})`]),
    ...(inMachine ? ['a virtual machine'] : []),
  ];
  return around.length === 0 ? '' : `; this runs in ${around.join(' in ')}`;
}

function repairOf(facts: KvmFacts, code: string | null): Repair {
  const { group, user, cpu, inMachine, container } = facts;
  if (code === 'EACCES' && group !== null) {
    const again = 'log out and in again';
    if (group.member) return inWords(`${user} is in the group ${group.name} by now: ${again}.`);
    return byCommand(`sudo usermod -aG ${group.name} ${quoted(user)}`, ['Run "', `", then ${again}.`]);
  }
  if (container !== null) return inWords('Start the container with --device /dev/kvm, on a host that has it.');
  if (code === 'EACCES' || code === 'EPERM') return byCommand(`sudo setfacl -m u:${quoted(user)}:rw /dev/kvm`);
  if (cpu === 'vmx') return byCommand('sudo modprobe kvm_intel');
  if (cpu === 'svm') return byCommand('sudo modprobe kvm_amd');
  return inWords(
    inMachine
      ? 'Have nested virtualization switched on for this virtual machine, where it is hosted.'
      : "Switch virtualization on in the computer's firmware settings (VT-x, AMD-V, SVM).",
  );
}
