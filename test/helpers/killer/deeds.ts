import { setTimeout as sleep } from 'node:timers/promises';
import type { Daemon } from '../../../daemon/client/daemon.js';
import type { ProcessWish } from '../../../daemon/protocol/sandbox/session.js';

/** A process with that script, and nothing else asked for. */
export function sh(script: string): ProcessWish {
  return { argv: ['sh', '-c', script], env: {}, cwd: null, user: null };
}

/** Writes lines with a number each, one after the other without a gap, for ever. */
export const counting = 'i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.05; done';

/** What goes on at the instant of a kill, by name; whatever comes of it is looked for later. */
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
    await runToEnd(daemon, sh('cat > copy'), Buffer.alloc(8 * 1024 * 1024, 'x'));
  },
} as const;

/** The name of a deed. */
export type Deed = keyof typeof deeds;

async function runToEnd(daemon: Daemon, process: ProcessWish, input: Buffer | null): Promise<void> {
  const request = { sandbox: 'steady', process, stdin: input !== null, capture: input === null };
  const { runId } = await daemon.call('exec.start', request);
  if (input !== null) {
    const { stdin, stdout, stderr } = await daemon.openStdio(runId);
    stdout.resume();
    stderr.resume();
    stdin.end(input);
  }
  await Promise.race([daemon.call('run.wait', { runId }), sleep(30_000)]);
}
