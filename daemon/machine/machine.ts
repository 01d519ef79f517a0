import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BellglassFailure } from '../protocol/errors.js';
import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import { identityOf, isAlive, type ProcessIdentity } from '../state/processIdentity.js';
import { systemReason } from '../state/systemReason.js';
import { descendants, killIdentity, sessionMembers } from './processFamily.js';
import {
  keptComplaint,
  readComplaint,
  removeRunDirectory,
  writeOwner,
  writeSpec,
  type RunDirectory,
} from './runDirectory.js';
import type { RunningMachine } from './runningMachine.js';

/** How long the processes of a killed machine may take to go, in milliseconds. */
const endDeadline = 2000;

/** A running virtual machine that this daemon started: the vmm's process and its run directory. */
export class Machine implements RunningMachine {
  readonly startedAt = new Date().toISOString();
  readonly exited: Promise<string>;
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
      if (this.stderr.length < keptComplaint) this.stderr = (this.stderr + text).slice(0, keptComplaint);
    });
  }

  /**
   * Starts a vmm in a session of its own. One that does not die with its parent has no tie to this process: what it prints is a file.
   * @param vmm its program
   * @throws BellglassFailure boot_failed when the program cannot be started, run_directory_failed
   */
  static async start(vmm: string, spec: MachineSpec, directory: RunDirectory): Promise<Machine> {
    const child = await startProcess(vmm, spec, directory);
    const machine = new Machine(spec.hypervisor.kind, directory, child, child.pid ?? 0);
    // A vmm that fails before it has read everything says so in its record.
    child.stdin?.on('error', () => undefined);
    try {
      // Without its specification a vmm ends with this process. From then on the next daemon has to find it.
      await writeOwner(directory, identityOf(machine.pid));
      child.stdin?.end(JSON.stringify(spec));
      await writeSpec(directory, spec);
      return machine;
    } catch (thrown) {
      await machine.remove();
      throw thrown;
    }
  }

  get complaint(): string {
    return this.child.stderr === null ? readComplaint(this.directory.complaints) : this.stderr.trim();
  }

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

async function startProcess(vmm: string, spec: MachineSpec, directory: RunDirectory): Promise<ChildProcess> {
  let complaints: number | null = null;
  try {
    complaints = spec.diesWithParent ? null : openSync(directory.complaints, 'a', 0o600);
    const child = spawn(vmm, [], {
      cwd: '/',
      detached: true,
      env: {},
      stdio: ['pipe', 'ignore', complaints ?? 'pipe'],
    });
    if (child.pid === undefined) await once(child, 'spawn');
    if (!spec.diesWithParent) child.unref();
    return child;
  } catch (thrown) {
    const sentence = `${vmm} cannot be started: ${systemReason(thrown)}`;
    const data = { hypervisor: spec.hypervisor.kind, stage: 'start', sentence, console: '', advice: null };
    throw new BellglassFailure({ code: 'boot_failed', data });
  } finally {
    if (complaints !== null) closeSync(complaints);
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
