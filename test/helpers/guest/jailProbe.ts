import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { asAccount } from '../session/account.js';
import { start } from '../session/command.js';
import { compile } from '../compile.js';
import { inProject } from '../project.js';
import type { Session } from '../session/world.js';

/** What one attempt came to: `done`, the error's name, or `killed` by the system call filter. */
export type Outcome = string;

/** The probe, inside and outside the jail of a vmm: the vmm is told that it is QEMU, and jails it as QEMU. */
export class JailProbe {
  readonly program: string;
  private runs = 0;

  constructor(private readonly session: Session) {
    this.program = compile(inProject('test/security/probes/probe.c'), `${session.directory}/probe`);
  }

  /** The attempt as the same user, without any wall. */
  async outside(attempt: string): Promise<Outcome> {
    const ended = await this.session.host(this.program, ['-append', attempt]);
    return this.outcome(ended.stdout);
  }

  /** The attempt behind every wall, or with the system call filter left out, which shows what the other walls hold. */
  async inside(attempt: string, seccomp: 'enforce' | 'off' = 'enforce'): Promise<Outcome> {
    const directory = this.session.makeDirectory(`${this.session.directory}/probe-${String(this.runs++)}`, 0o700);
    const { account, app, env } = this.session;
    const specification = {
      version: 1,
      hypervisor: {
        kind: 'qemu',
        program: this.program,
        accelerator: 'tcg',
        virtiofsd: `${app.natives}/bellglass-virtiofsd`,
      },
      cpus: 1,
      memoryMiB: 256,
      kernel: { path: `${app.natives}/vmlinux`, initramfs: `${app.natives}/initramfs.cpio`, commandLine: attempt },
      disks: [],
      shares: [],
      agentSocket: `${directory}/agent.sock`,
      console: `${directory}/console.log`,
      record: `${directory}/failure.json`,
      jailReport: `${directory}/jail.json`,
      seccomp,
      diesWithParent: true,
    };
    const stdin = JSON.stringify(specification);
    await start(`${app.natives}/bellglass-vmm`, [], { ...asAccount(account), env, stdin, limit: 20_000 }).ended;
    const record = readFileSync(`${directory}/failure.json`, 'utf8');
    if (record.includes('seccomp_violation')) return 'killed';
    const console = existsSync(`${directory}/console.log`) ? readFileSync(`${directory}/console.log`, 'utf8') : '';
    rmSync(directory, { recursive: true });
    return this.outcome(console, record);
  }

  private outcome(text: string, record = ''): Outcome {
    return /PROBE (\w+)/.exec(text)?.[1] ?? `nothing was said: ${text} ${record}`;
  }
}

/** A second program of the same user's, to be signalled: its pid. */
export function bystander(session: Session): { pid: number; end: () => void } {
  const { child } = start('sleep', ['1000'], { ...asAccount(session.account), limit: 170_000 });
  return { pid: child.pid ?? 0, end: () => void child.kill('SIGKILL') };
}

/** Whether the kernel has Landlock, and since when it can hold signals (ABI 6). */
export function landlockAbi(): number {
  const query = 'import ctypes;print(ctypes.CDLL(None).syscall(444, 0, 0, 1))';
  return Number(execFileSync('python3', ['-c', query], { encoding: 'utf8' }));
}
