import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type CpioEntry, writeCpio } from '../../daemon/image/cpio.js';
import type { Hypervisor, MachinePlan } from '../../daemon/machine/hypervisor.js';
import { libkrun } from '../../daemon/machine/libkrun/libkrun.js';
import { findNatives, type Natives } from '../../daemon/machine/natives.js';
import { qemu } from '../../daemon/machine/qemu/qemu.js';
import type { HypervisorName } from '../../daemon/protocol/sandbox/wishes.js';
import { compile } from '../helpers/compile.js';
import { inProject } from '../helpers/project.js';
import { until } from '../helpers/waiting.js';

/** Memory of every machine that is measured, in MiB: what `bellglass run` gives by itself. */
const memoryMiB = 1024;
/** CPUs of every machine that is measured: one boots quicker under emulation, and the rig has two for everything. */
const cpus = 1;

/** Directories and an environment that nothing else uses, with a daemon of their own. */
export class World {
  readonly directory = mkdtempSync('/tmp/bg-bench-');
  readonly env: NodeJS.ProcessEnv;
  readonly natives: Natives;

  constructor() {
    for (const name of ['run', 'state', 'cache', 'work', 'machines']) mkdirSync(this.path(name), { mode: 0o700 });
    this.env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: this.path('work'),
      XDG_RUNTIME_DIR: this.path('run'),
      XDG_STATE_HOME: this.path('state'),
      XDG_CACHE_HOME: this.path('cache'),
      BELLGLASS_NATIVE: inProject('dist/native/linux-x64'),
      // In the rig on a busy host a boot takes longer than a user would wait, and a daemon is idle meanwhile.
      BELLGLASS_BOOT_SECONDS: '120',
      BELLGLASS_IDLE_SECONDS: '600',
    };
    this.natives = findNatives(this.env);
  }

  path(name: string): string {
    return `${this.directory}/${name}`;
  }

  hypervisor(name: HypervisorName): Hypervisor {
    return name === 'libkrun' ? libkrun : qemu(this.natives.virtiofsd);
  }

  /** A machine as they all are, with that initramfs and those shares. */
  plan(initramfs: string, shares: MachinePlan['shares']): MachinePlan {
    const { kernel } = this.natives;
    return { cpus, memoryMiB, kernel, initramfs, shares, added: [], disks: [], outlivesDaemon: false };
  }

  /** What stands before a program that runs in such a machine and in nothing else: arguments of `bellglass`. */
  runWords(hypervisor: HypervisorName): string[] {
    const sandbox = ['--image', 'host', '--mode', 'none', '--hypervisor', hypervisor];
    return ['run', '--json', ...sandbox, '--cpus', String(cpus), '--memory', `${String(memoryMiB)}m`, '--'];
  }

  /** The initramfs of the bare machine. */
  packBareGuest(): string {
    const content = readFileSync(compile(inProject('test/bench/bare/init.c'), this.path('init')));
    const path = this.path('bare.cpio');
    const entries: CpioEntry[] = [
      { kind: 'directory', path: 'bin', mode: 0o755 },
      ...['init', 'bin/true'].map((name) => ({ kind: 'file' as const, path: name, mode: 0o755, content })),
    ];
    writeFileSync(path, writeCpio(entries));
    return path;
  }

  /** Starts the daemon and gives it longer than the command line does: in the rig Node needs that. It ends when idle, or in close(). */
  async startDaemon(): Promise<void> {
    spawn(process.execPath, [inProject('dist/bellglassd.mjs')], {
      env: this.env,
      stdio: 'ignore',
      detached: true,
    }).unref();
    await until({ what: 'the daemon', milliseconds: 120_000 }, () =>
      existsSync(this.path('run/bellglass/daemon.sock')),
    );
  }

  /**
   * Runs `bellglass ARGS…` as users do.
   * @returns what it wrote
   * @throws Error when it does not end with status 0 within `limit` milliseconds
   */
  async bellglass(args: readonly string[], limit = 120_000): Promise<string> {
    const child = spawn(process.execPath, [inProject('dist/bellglass.mjs'), ...args], {
      cwd: this.path('work'),
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
      killSignal: 'SIGKILL',
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const status = await new Promise((resolve) => child.once('close', resolve));
    if (status !== 0) throw new Error(`bellglass ${args.join(' ')} ended with ${String(status)}: ${err}`);
    return out;
  }

  /** Stops the daemon and removes the directories. */
  async close(): Promise<void> {
    await this.bellglass(['daemon', 'stop']).catch(() => undefined);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
