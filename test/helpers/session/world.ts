import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import assert from 'node:assert/strict';
import { type Account, asAccount, isRoot, ordinaryAccount } from './account.js';
import { type CommandOptions, type Ended, type Running, start } from './command.js';
import { install, type Installation } from './installation.js';
import { mountsAndSocketsOf, type Process, processesOf } from './leftovers.js';
import { until } from '../waiting.js';

/** What a test may say about one command besides its arguments. */
export type SessionOptions = Omit<CommandOptions, 'uid' | 'gid'>;

/** An ordinary user's world of its own: home, state, daemon; nothing in it is shared with another test file. */
export class Session {
  readonly account: Account = ordinaryAccount();
  /** Short: a unix socket's path has 107 bytes. */
  readonly directory = `/tmp/bg-${randomBytes(4).toString('hex')}`;
  readonly home = `${this.directory}/home`;
  readonly runtime = `${this.directory}/run`;
  /** The current directory of every command, and so the workspace. */
  readonly workspace = `${this.directory}/work`;
  readonly state = `${this.directory}/state`;
  /** Options of every `bellglass run`, before its own. */
  runFlags: readonly string[] = [];
  private installation: Installation | null = null;

  /**
   * Makes the directories.
   * @param installation what is installed already; without it the installation is made too
   */
  async open(installation?: Installation): Promise<void> {
    mkdirSync(this.directory);
    chmodSync(this.directory, 0o755);
    this.installation = installation ?? (await install(`${this.directory}/app`));
    for (const path of [this.home, this.workspace]) this.makeDirectory(path);
    for (const path of [this.runtime, this.state, `${this.directory}/cache`]) this.makeDirectory(path, 0o700);
  }

  get app(): Installation {
    if (this.installation === null) throw new Error('the session is not open');
    return this.installation;
  }

  /** What every command is given; HOME and the XDG directories are the session's. */
  get env(): NodeJS.ProcessEnv {
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: this.home,
      XDG_RUNTIME_DIR: this.runtime,
      XDG_STATE_HOME: this.state,
      XDG_CACHE_HOME: `${this.directory}/cache`,
      BELLGLASS_HYPERVISOR: process.env['BELLGLASS_TEST_HYPERVISOR'] ?? 'qemu',
    };
  }

  /** Starts `bellglass ARGS…` as the ordinary user. */
  start(args: readonly string[], options: SessionOptions = {}): Running {
    const [command = '', ...rest] = args;
    const flags = command === 'run' ? this.runFlags : [];
    return start(this.app.node, [this.app.cli, command, ...flags, ...rest], this.options(options));
  }

  /** Runs `bellglass ARGS…` to its end. */
  async bellglass(args: readonly string[], options: SessionOptions = {}): Promise<Ended> {
    return await this.start(args, options).ended;
  }

  /** Runs `bellglass run ARGS…` to its end. */
  async run(args: readonly string[], options: SessionOptions = {}): Promise<Ended> {
    return await this.bellglass(['run', ...args], options);
  }

  /** Runs a shell script in a sandbox: `bellglass run [OPTIONS] -- sh -c SCRIPT`. */
  async sh(script: string, options: readonly string[] = [], more: SessionOptions = {}): Promise<Ended> {
    return await this.run([...options, '--', 'sh', '-c', script], more);
  }

  /** Runs a program on the host as the ordinary user. */
  async host(program: string, args: readonly string[], options: SessionOptions = {}): Promise<Ended> {
    return await start(program, args, this.options(options)).ended;
  }

  private options({ env = {}, ...options }: SessionOptions): CommandOptions {
    return { cwd: this.workspace, ...options, ...asAccount(this.account), env: { ...this.env, ...env } };
  }

  /** Makes a directory of the ordinary user's, with its parents. */
  makeDirectory(path: string, mode = 0o755): string {
    if (!existsSync(dirname(path))) this.makeDirectory(dirname(path));
    if (!existsSync(path)) mkdirSync(path);
    chmodSync(path, mode);
    this.give(path);
    return path;
  }

  /** Writes a file of the ordinary user's, in the workspace when the path is relative. */
  write(path: string, content: string | Buffer, mode = 0o644): string {
    const absolute = path.startsWith('/') ? path : `${this.workspace}/${path}`;
    if (!existsSync(dirname(absolute))) this.makeDirectory(dirname(absolute));
    writeFileSync(absolute, content);
    chmodSync(absolute, mode);
    this.give(absolute);
    return absolute;
  }

  /** Makes the ordinary user the owner. */
  give(path: string): void {
    if (isRoot) chownSync(path, this.account.uid, this.account.gid);
  }

  /** Every live process of this session: daemon, vmm, hypervisor, file servers. */
  processes(): Process[] {
    // What is installed may be another session's: a vmm is known by its program alone.
    const names = new Set([this.directory, this.app.cli].map((path) => path.split('/')[2] ?? ''));
    const found = [...names].flatMap((name) => processesOf(name));
    return found.filter(({ pid }, index) => found.findIndex((other) => other.pid === pid) === index);
  }

  /** The run directories of machines. */
  machines(): string[] {
    const path = `${this.runtime}/bellglass/machines`;
    return existsSync(path) ? readdirSync(path) : [];
  }

  /** Waits until no machine is left, and fails when one stays: its process, its run directory. */
  async expectNoMachine(): Promise<void> {
    await until({ what: 'the end of every machine', milliseconds: 10_000 }, () => {
      const machines = this.processes().filter(({ command }) => !command.includes('bellglassd'));
      return machines.length === 0 && this.machines().length === 0;
    }).catch(() => undefined);
    const processes = this.processes().filter(({ command }) => !command.includes('bellglassd'));
    assert.deepEqual({ processes, machines: this.machines() }, { processes: [], machines: [] });
  }

  /** Stops the daemon, and fails when anything of the session is left: process, mount, socket, run directory. */
  async close(): Promise<void> {
    try {
      await this.expectNoMachine();
      await this.bellglass(['daemon', 'stop']);
      const name = this.directory.slice('/tmp/'.length);
      const sockets = execFileSync('find', [this.runtime, '-type', 's'], { encoding: 'utf8' });
      const left = {
        processes: this.processes(),
        others: mountsAndSocketsOf(name),
        machines: this.machines(),
        sockets,
      };
      assert.deepEqual(left, { processes: [], others: [], machines: [], sockets: '' });
    } finally {
      // Only what this session itself started is ended, by its pid.
      for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
      rmSync(this.directory, { recursive: true, force: true });
    }
  }
}
