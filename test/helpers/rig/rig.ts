import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { inProject } from '../project.js';
import { tryAgain } from './claims.js';
import { serveHost } from './files.js';
import { Heart } from './heart.js';
import { mortal } from './mortal.js';
import { initOfInitramfs, initOverRoot } from './init.js';
import { distributionKernel, packInitramfs } from './initramfs.js';
import { rigArguments, type RigKernel, type RigMachine } from './qemu.js';

/** What runs in a rig. */
export interface RigPlan {
  readonly kernel: RigKernel;
  /** A shell command, run as root; its standard output becomes claims. */
  readonly command: string;
  readonly memoryMiB?: number;
  /** The whole of it, in milliseconds. */
  readonly limit: number;
  /** How long the command may say nothing, in beats of the rig's heart: on a busy host that is as much work as on an idle one. */
  readonly silence?: number;
}

/** How one boot of the rig went. */
export interface RigBoot {
  /** Why it did not come to its end; null when it did. */
  readonly failure: string | null;
  /** Every line of the port, heartbeats left out. */
  readonly lines: readonly string[];
  readonly console: string;
}

/** Boots the rig once. */
export async function bootRig(plan: RigPlan): Promise<RigBoot> {
  const directory = mkdtempSync('/tmp/bg-rig-');
  const port = new ResultsPort(`${directory}/results`);
  let stopServing = (): void => undefined;
  try {
    await port.listen();
    const machine = prepare(plan, directory);
    stopServing = await serveHost(machine.files);
    const { failure, console } = await boot(machine, port, plan);
    return { failure, lines: port.lines, console };
  } finally {
    stopServing();
    port.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function prepare({ kernel, command, memoryMiB = 4096 }: RigPlan, directory: string): RigMachine {
  const paths = { init: `${directory}/init`, files: `${directory}/files`, results: `${directory}/results` };
  if (kernel === 'libkrunfw') {
    writeFileSync(paths.init, initOverRoot({ command }));
    chmodSync(paths.init, 0o755);
    return { ...paths, kernel, memoryMiB, image: inProject('dist/native/linux-x64/vmlinux'), initramfs: null };
  }
  const { version, image } = distributionKernel();
  const initramfs = packInitramfs(directory, version, initOfInitramfs({ command }));
  return { ...paths, kernel, memoryMiB, image, initramfs };
}

/** The unix socket that the rig's port of results comes out at. */
class ResultsPort {
  readonly lines: string[] = [];
  /** Since the last line. */
  beats = 0;
  ended: string | null = null;
  onActivity = (): void => undefined;
  private readonly server: Server;

  constructor(private readonly path: string) {
    let rest = '';
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.setEncoding('utf8').on('data', (text: string) => {
        const parts = `${rest}${text}`.split('\n');
        rest = parts.pop() ?? '';
        for (const line of parts) this.take(line);
        this.onActivity();
      });
    });
  }

  private take(line: string): void {
    this.beats = line === 'beat' ? this.beats + 1 : 0;
    if (line.startsWith('end ')) this.ended = line.slice('end '.length);
    else if (line !== 'beat') this.lines.push(line);
    // For whoever waits at a terminal.
    if (process.env['BELLGLASS_TEST_VERBOSE'] !== undefined) process.stderr.write(`${line.slice(0, 1500)}\n`);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(this.path, resolve);
    });
  }

  close(): void {
    this.server.close();
  }
}

async function boot(
  machine: RigMachine,
  port: ResultsPort,
  { limit, silence = Infinity }: RigPlan,
): Promise<{ failure: string | null; console: string }> {
  const child = spawn(...mortal('qemu-system-x86_64', rigArguments(machine)), { stdio: ['ignore', 'pipe', 'pipe'] });
  let console = '';
  const killed: string[] = [];
  const kill = (why: string): void => {
    killed.push(why);
    child.kill('SIGKILL');
  };
  const heart = new Heart(child.pid ?? 0, kill);
  port.onActivity = () => {
    heart.beat();
    if (port.beats > silence) kill(`nothing said in ${String(silence)} beats of its heart`);
  };
  const whole = setTimeout(kill, limit, `not at its end within ${String(limit)} ms`);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (console += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  heart.stop();
  clearTimeout(whole);
  // Any other status is the program's fault, and no rig would better it: its claims, or their lack, are the answer.
  if (port.ended !== null) return { failure: port.ended === tryAgain ? 'a machine hung in it' : null, console };
  return { failure: killed[0] ?? 'it ended before its program did', console };
}
