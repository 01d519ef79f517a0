import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { BellglassFailure } from '../protocol/errors.js';
import type { HypervisorName } from '../protocol/run.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import { identityOf, isAlive, type ProcessIdentity } from '../state/processIdentity.js';
import { systemReason } from '../state/systemReason.js';
import { descendants, killIdentity, sessionMembers } from './processFamily.js';
import { removeRunDirectory, writeOwner, writeSpec, type RunDirectory } from './runDirectory.js';

/** How long the processes of a killed machine may take to go, in milliseconds. */
const endDeadline = 2000;
/** Of what a vmm prints, this many characters are kept. */
const keptStderr = 4096;

/** A running virtual machine: the vmm's process and its run directory. */
export class Machine {
  readonly startedAt = new Date().toISOString();
  /** Resolves when the vmm's process has ended, with how it ended. */
  readonly exited: Promise<string>;
  /** Whether the process has ended. */
  hasExited = false;
  private readonly identity: ProcessIdentity | null;
  private stderr = '';
  private removed: Promise<void> | null = null;

  private constructor(
    readonly hypervisor: HypervisorName,
    readonly directory: RunDirectory,
    private readonly child: ChildProcess,
    readonly pid: number,
  ) {
    this.identity = identityOf(pid);
    this.exited = new Promise((resolve) => {
      child.once('exit', (status, signal) => {
        this.hasExited = true;
        // A hypervisor that outlives its vmm would let a guest run on, and its run wait, unwatched.
        if (this.identity !== null) sessionMembers(this.identity).forEach(killIdentity);
        resolve(signal ?? `status ${String(status)}`);
      });
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (this.stderr.length < keptStderr) this.stderr = (this.stderr + text).slice(0, keptStderr);
    });
  }

  /**
   * Starts a vmm in a session of its own.
   * @param vmm its program
   * @throws BellglassFailure boot_failed when the program cannot be started, run_directory_failed
   */
  static async start(vmm: string, spec: MachineSpec, directory: RunDirectory): Promise<Machine> {
    const child = spawn(vmm, [], { cwd: '/', detached: true, env: {}, stdio: ['pipe', 'ignore', 'pipe'] });
    try {
      if (child.pid === undefined) await once(child, 'spawn');
    } catch (thrown) {
      const data = {
        hypervisor: spec.hypervisor.kind,
        stage: 'start',
        sentence: `${vmm} cannot be started: ${systemReason(thrown)}`,
        console: '',
      };
      throw new BellglassFailure({ code: 'boot_failed', data });
    }
    const machine = new Machine(spec.hypervisor.kind, directory, child, child.pid ?? 0);
    // A vmm that fails before it has read everything says so in its record.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(spec));
    try {
      await Promise.all([writeOwner(directory, identityOf(machine.pid)), writeSpec(directory, spec)]);
      return machine;
    } catch (thrown) {
      await machine.remove();
      throw thrown;
    }
  }

  /** What the vmm printed; it prints only about failures. */
  get complaint(): string {
    return this.stderr.trim();
  }

  /** Ends the machine with everything it started, and removes its run directory. Never throws; may be called often. */
  async remove(): Promise<void> {
    this.removed ??= this.end().then(async () => {
      await removeRunDirectory(this.directory);
    });
    await this.removed;
  }

  private async end(): Promise<void> {
    const family = this.hasExited ? [] : descendants(this.pid);
    const { identity } = this;
    if (!this.hasExited) {
      this.child.kill('SIGKILL');
      killGroup(this.pid);
      await this.exited;
    }
    this.child.stderr?.destroy();
    // A vmm that was killed by somebody else leaves its file servers in its session.
    if (identity !== null) family.push(...sessionMembers(identity));
    family.forEach(killIdentity);
    for (const deadline = Date.now() + endDeadline; family.some(isAlive) && Date.now() < deadline;) await sleep(2);
  }
}

// Only called while the leader has not been reaped, so the number cannot be another group's.
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has made itself a group of its own, or has none any more.
  }
}
