import * as z from 'zod';
import { sandboxId, sandboxInfo, sandboxReference, sandboxSettings, sandboxStats } from './sandbox.js';
import { sandboxName } from './wishes.js';
import { processWish, sessionId, sessionInfo, terminalSize } from './session.js';
import { psReply } from '../wire/agent.js';

const nothing = z.strictObject({});
const sandbox = sandboxReference;
const grace = z.int().min(0).max(600_000);

/** A process of a client in a running sandbox. */
export const execRequest = z.strictObject({ sandbox, process: processWish, stdin: z.boolean(), capture: z.boolean() });
/** A process of a client in a running sandbox. */
export type ExecRequest = z.infer<typeof execRequest>;

/** All of them, oldest first, and what the user should be told of their state on disk. */
const sandboxList = z.strictObject({ sandboxes: z.array(sandboxInfo), notices: z.array(z.string().max(8192)) });

/**
 * Something of a sandbox that people see began, changed or ended: what is known of it now, null when it is removed. Of changes that come fast, and
 * for a client that reads slowly, those between are left out; the latest never is. The size of its disk alone is no change.
 */
export const sandboxChanged = z.strictObject({ id: sandboxId, sandbox: sandboxInfo.nullable() });
/** What a client that watches is told. */
export type SandboxChanged = z.infer<typeof sandboxChanged>;

/** The calls of kept sandboxes and of their sessions. Every one of them names a sandbox as sandboxReference says. */
export const sandboxMethods = {
  /** Makes a sandbox with its disk, without starting it. @param name null: one is made up */
  'sandbox.create': {
    params: z.strictObject({ name: sandboxName.nullable(), settings: sandboxSettings }),
    result: sandboxInfo,
  },
  /** Boots it, and starts its main process; one that runs already is answered as it is. */
  'sandbox.start': { params: z.strictObject({ sandbox }), result: sandboxInfo },
  /** SIGTERM to every process, so long a grace, power off, kill. One that does not run is answered as it is. */
  'sandbox.stop': { params: z.strictObject({ sandbox, graceMs: grace }), result: sandboxInfo },
  /** As stop and start; one that is removed when it stops is not. */
  'sandbox.restart': { params: z.strictObject({ sandbox, graceMs: grace }), result: sandboxInfo },
  /** Removes it with its disk and its logs; with `force` also one that runs. */
  'sandbox.remove': { params: z.strictObject({ sandbox, force: z.boolean() }), result: nothing },
  'sandbox.rename': { params: z.strictObject({ sandbox, name: sandboxName }), result: sandboxInfo },
  'sandbox.list': { params: nothing, result: sandboxList },
  /**
   * As sandbox.list, and from then on this connection is told `sandbox.changed`. It does not keep the daemon from ending when there is nothing to do
   * any more; only its calls do while they last.
   */
  'sandbox.watch': { params: nothing, result: sandboxList },
  'sandbox.inspect': { params: z.strictObject({ sandbox }), result: sandboxInfo },
  'sandbox.stats': { params: z.strictObject({ sandbox }), result: sandboxStats },
  /** The processes in the guest, as it tells them. */
  'sandbox.top': { params: z.strictObject({ sandbox }), result: psReply },
  /** The head of the console of the current or latest machine; null when none is kept. */
  'sandbox.console': { params: z.strictObject({ sandbox }), result: z.strictObject({ text: z.string().nullable() }) },
  /** Makes and starts a sandbox and starts its main process; with it the sandbox stops. What fails leaves nothing. */
  'sandbox.run': {
    params: z.strictObject({
      name: sandboxName.nullable(),
      settings: sandboxSettings,
      process: processWish,
      terminal: terminalSize.nullable(),
    }),
    result: z.strictObject({ sandbox: sandboxInfo, session: sessionInfo }),
  },
  /** Starts a process that outlives its client: with a terminal, or with a log. */
  'session.start': {
    params: z.strictObject({ sandbox, process: processWish, terminal: terminalSize.nullable() }),
    result: sessionInfo,
  },
  /** The session with that id; or, named by its sandbox, of those with a terminal or of those with a log the main one, else the only one that runs, else the last. */
  'session.find': {
    params: z.strictObject({ reference: sandboxReference, has: z.enum(['terminal', 'log']) }),
    result: sessionInfo,
  },
  /** Answers when it has ended; of a main process, when its sandbox has stopped too. */
  'session.wait': { params: z.strictObject({ sessionId }), result: sessionInfo },
  /** Sends a signal to the process's group. */
  'session.signal': {
    params: z.strictObject({ sessionId, signal: z.int().min(1).max(64) }),
    result: nothing,
  },
  /** As run.start, in a running sandbox: the process ends with the connection. Answered by run.wait and the run's byte stream. */
  'exec.start': {
    params: execRequest,
    result: z.strictObject({ runId: z.string().regex(/^[0-9a-f]{8,32}$/) }),
  },
} as const;
