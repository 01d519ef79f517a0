import { type Daemon } from '../../client/daemon.js';
import { asError, type BellglassError } from '../../protocol/errors.js';
import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { sentence } from '../../protocol/sentences.js';
import { type EachArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { json } from '../show/json.js';
import { safe } from '../show/safe.js';
import { say, type Surroundings } from '../surroundings.js';

/** What a command of many sandboxes exits with when it failed for one. */
const someFailed = 1;

/** What became of one sandbox. */
interface Outcome {
  /** As it was named. */
  readonly reference: string;
  /** As it is now; null when it was removed, or on an error. */
  readonly sandbox: SandboxInfo | null;
  readonly error: BellglassError | null;
}

/** What a command does to one sandbox. @returns what it is now; null when it is no more */
export type Deed = (daemon: Daemon, sandbox: string) => Promise<SandboxInfo | null>;

/**
 * Does the same to each of some sandboxes, beside each other, and says for each what became of it, in their order: its name, or why not.
 * @param forgiven the code of an error that is told, and is no failure
 */
export async function each(
  args: EachArguments,
  deed: Deed,
  around: Surroundings,
  forgiven: BellglassError['code'] | null = null,
): Promise<number> {
  return await withDaemon(around.env, async (daemon) => {
    const outcomes = await outcomesOf(args.sandboxes, deed, daemon, ({ reference, error }) => {
      if (error !== null) say(around, sentence(error));
      else if (!args.json) around.stdout.write(`${safe(reference)}\n`);
    });
    if (args.json) around.stdout.write(`${json(outcomes)}\n`);
    return outcomes.some(({ error }) => error !== null && error.code !== forgiven) ? someFailed : 0;
  });
}

/** What becomes of each, in order. @param told called with each as soon as it and those before it are done */
export async function outcomesOf(
  sandboxes: readonly string[],
  deed: Deed,
  daemon: Daemon,
  told: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const running = sandboxes.map(async (reference): Promise<Outcome> => {
    try {
      return { reference, sandbox: await deed(daemon, reference), error: null };
    } catch (thrown) {
      return { reference, sandbox: null, error: asError(thrown) };
    }
  });
  const outcomes: Outcome[] = [];
  for (const one of running) {
    const outcome = await one;
    told(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}
