import { kvmProblem } from '../../machine/libkrun/kvm.js';
import { findQemu, qemuProgramName } from '../../machine/qemu/program.js';
import { byCommand, lineOf, missing, ok, quoted, warning, type Check, type Finding } from '../check.js';
import { installCommand } from '../packages.js';
import { ask, readText, type Said } from '../readings.js';

/** What was seen of QEMU. */
export interface QemuFacts {
  /** null: there is none. */
  readonly program: string | null;
  /** What it says of its version; null without one. */
  readonly said: Said | null;
  readonly osRelease: string | null;
  /** Whether /dev/kvm opens, with which machines do without QEMU. */
  readonly kvm: boolean;
}

const title = 'QEMU (software emulation)';

/** Whether machines can be emulated. */
export const qemuProgram: Check = {
  id: 'qemu',
  title,
  look: async () => [lineOf('qemu', title, judgeQemu(await lookAtQemu()))],
};

/** Whether it is there, without starting it: when a boot has failed, what may have been put in its place is not run outside of the jail. */
export const qemuInstalled: Check = {
  id: 'qemu',
  title,
  look: async () => {
    const program = await findQemu();
    if (program !== null) return [lineOf('qemu', title, ok(program))];
    const facts = { program, said: null, osRelease: await readText('/etc/os-release'), kvm: false };
    return [lineOf('qemu', title, judgeQemu(facts))];
  },
};

/** Looks at it. @param places where it is looked for instead of where distributions put it */
export async function lookAtQemu(places?: readonly string[]): Promise<QemuFacts> {
  const program = await findQemu(places);
  const said = program === null ? null : await ask(program, ['--version']);
  return { program, said, osRelease: await readText('/etc/os-release'), kvm: (await kvmProblem()) === null };
}

/** What the facts mean. Without it, machines need hardware virtualization. */
export function judgeQemu({ program, said, osRelease, kvm }: QemuFacts): Finding {
  const worse = kvm ? warning : missing;
  const install = installCommand(osRelease, 'qemu');
  if (program === null || said === null) return worse(`${qemuProgramName} is not installed`, install);
  const version = /QEMU emulator version (\S+)/.exec(said.text)?.[1];
  if (said.problem === null && version !== undefined) return ok(`${version}, ${program}`);
  const reason = said.problem ?? 'it says no version';
  const repair = install.command === null ? install : byCommand(install.command, ['Install it again: ', '']);
  return worse(`${quoted(program)} is no working QEMU: ${reason}`, repair);
}
