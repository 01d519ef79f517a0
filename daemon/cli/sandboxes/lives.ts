import { type Daemon } from '../../client/daemon.js';
import { type EachArguments, type Invocation } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { Progress } from '../program/progress.js';
import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { json } from '../show/json.js';
import { type Surroundings } from '../surroundings.js';
import { type Deed, each } from './each.js';
import { checkedName } from './settings.js';
import { tellHidden } from './tellHidden.js';

/** A deed after which is told what is hidden. */
const telling =
  (around: Surroundings, deed: (daemon: Daemon, sandbox: string) => Promise<SandboxInfo>): Deed =>
  async (daemon, sandbox) => {
    const info = await deed(daemon, sandbox);
    tellHidden(info, around);
    return info;
  };
const start = (around: Surroundings): Deed =>
  telling(around, async (daemon, sandbox) => await daemon.call('sandbox.start', { sandbox }));
const stop =
  (graceMs: number): Deed =>
  async (daemon, sandbox) =>
    await daemon.call('sandbox.stop', { sandbox, graceMs });
const restart = (graceMs: number, around: Surroundings): Deed =>
  telling(around, async (daemon, sandbox) => await daemon.call('sandbox.restart', { sandbox, graceMs }));
const remove =
  (force: boolean): Deed =>
  async (daemon, sandbox) => {
    await daemon.call('sandbox.remove', { sandbox, force });
    return null;
  };

type Lives = Extract<Invocation, { kind: 'start' | 'stop' | 'restart' | 'rm' }>;

/** `bellglass start`, `stop`, `restart` and `rm`. */
export async function changeLives(invocation: Lives, around: Surroundings): Promise<number> {
  switch (invocation.kind) {
    case 'start':
      return await patiently('The sandboxes boot.', start(around), invocation.arguments, around);
    case 'stop':
      return await patiently('The sandboxes stop.', stop(invocation.graceMs), invocation.arguments, around);
    case 'restart':
      return await patiently(
        'The sandboxes boot again.',
        restart(invocation.graceMs, around),
        invocation.arguments,
        around,
      );
    case 'rm':
      // As in Docker: what is to be gone by force may be gone already.
      return await each(
        invocation.arguments,
        remove(invocation.force),
        around,
        invocation.force ? 'unknown_sandbox' : null,
      );
  }
}

/** `bellglass rename`. */
export async function rename(
  { sandbox, name, json: asJson }: Extract<Invocation, { kind: 'rename' }>,
  around: Surroundings,
): Promise<number> {
  const request = { sandbox, name: checkedName(name) };
  const info = await withDaemon(around.env, async (daemon) => await daemon.call('sandbox.rename', request));
  if (asJson) around.stdout.write(`${json(info)}\n`);
  return 0;
}

async function patiently(what: string, deed: Deed, args: EachArguments, around: Surroundings): Promise<number> {
  const progress = new Progress(around.stderr);
  progress.report(what);
  try {
    return await each(args, deed, around);
  } finally {
    progress.stop();
  }
}
