import { createHash, randomBytes } from 'node:crypto';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import type { ProcessWish } from '../../../daemon/protocol/sandbox/session.js';

/** A process with that script, and nothing else asked for. */
export function sh(script: string): ProcessWish {
  return { argv: ['sh', '-c', script], env: {}, cwd: null, user: null };
}

/** Writes lines with a number each, one after the other without a gap, for ever. */
export const counting = 'i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.05; done';

/** The file that is copied into `steady`. */
export const copy: {
  /** Of its content, once a copy ended well; null while nobody knows what it holds. */
  sha256: string | null;
} = { sha256: null };

/** What goes on at the instant of a kill, by name. What does not end well throws a BellglassFailure, which has its sentence. */
export const deeds = {
  start: async (daemon: Daemon) => {
    await daemon.call('sandbox.start', { sandbox: 'coming' });
  },
  stop: async (daemon: Daemon) => {
    await daemon.call('sandbox.start', { sandbox: 'coming' });
    await daemon.call('sandbox.stop', { sandbox: 'coming', graceMs: 500 });
  },
  exec: async (daemon: Daemon) => {
    await runToEnd(daemon, sh('for i in 1 2 3 4 5; do echo $i; sleep 0.05; done'), null);
  },
  session: async (daemon: Daemon) => {
    await daemon.call('session.start', { sandbox: 'steady', process: sh('sleep 1000'), terminal: null });
  },
  output: async (daemon: Daemon) => {
    const terminal = { rows: 24, cols: 80 };
    await daemon.call('session.start', { sandbox: 'steady', process: sh('seq 1 300000; sleep 1000'), terminal });
  },
  copy: async (daemon: Daemon) => {
    const content = randomBytes(8 * 1024 * 1024);
    copy.sha256 = null;
    // Written to the disk: it has to outlive its machine too.
    await runToEnd(daemon, sh('cat > copy && sync copy'), content);
    copy.sha256 = createHash('sha256').update(content).digest('hex');
  },
} as const;

/** The name of a deed. */
export type Deed = keyof typeof deeds;

/** Runs a process of a client's in `steady` to its end. @returns what it wrote, when it was not given anything @throws BellglassFailure when it did not end well */
export async function runToEnd(daemon: Daemon, process: ProcessWish, input: Buffer | null): Promise<string> {
  const request = { sandbox: 'steady', process, stdin: input !== null, capture: input === null };
  const { runId } = await daemon.call('exec.start', request);
  if (input !== null) {
    const { stdin, stdout, stderr } = await daemon.openStdio(runId);
    stdout.resume();
    stderr.resume();
    stdin.end(input);
  }
  const { outcome, status, error, stdout = '' } = await daemon.call('run.wait', { runId });
  if (error !== null) throw new BellglassFailure(error);
  if (status !== 0) throw new Error(`${process.argv.join(' ')}: ${outcome} ${String(status)}, and nothing says why`);
  return stdout;
}
