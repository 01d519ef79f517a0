import * as z from 'zod';
import { doctorReport } from './doctor.js';
import { reviewMethods } from './reviews/methods.js';
import { runRecord, runRequest } from './run.js';
import { hypervisorName } from './sandbox/wishes.js';
import { sandboxChanged, sandboxMethods } from './sandbox/methods.js';
import type { TerminalSize } from './sandbox/session.js';

const runId = z.string().regex(/^[0-9a-f]{8,32}$/);
const nothing = z.strictObject({});

/** Every call of the RPC surface: the shape of its parameters and of its result. */
export const methods = {
  /** Must be the first call of a connection; the daemon refuses a protocol that is not its own. */
  hello: {
    params: z.strictObject({ protocol: z.int(), version: z.string().max(64), client: z.string().max(64) }),
    result: z.strictObject({ protocol: z.int(), version: z.string(), pid: z.int() }),
  },
  /** Accepts a run and starts it; it goes on without its byte stream until its output needs a reader. */
  'run.start': { params: runRequest, result: z.strictObject({ runId }) },
  /** Answers when the run has ended and everything of it is gone. */
  'run.wait': { params: z.strictObject({ runId }), result: runRecord },
  /** Sends a signal to the program's process group; before the program has started it is kept until then. */
  'run.signal': { params: z.strictObject({ runId, signal: z.int().min(1).max(64) }), result: nothing },
  /** Ends the run and its machine at once; its outcome is `cancelled`. */
  'run.cancel': { params: z.strictObject({ runId }), result: nothing },
  'machine.list': {
    params: nothing,
    result: z.strictObject({
      machines: z.array(
        z.strictObject({
          id: z.string(),
          runId: z.string().nullable(),
          hypervisor: hypervisorName,
          pid: z.int(),
          startedAt: z.string(),
        }),
      ),
    }),
  },
  ...reviewMethods,
  ...sandboxMethods,
  /** What works here and what does not. */
  doctor: { params: nothing, result: doctorReport },
  /**
   * Ends every run, which fails with `shutting_down`, stops every kept sandbox, and ends the daemon. With `onlyIfIdle` one that has runs
   * answers `stopping: false` and goes on, and kept sandboxes run on for the next daemon.
   */
  'daemon.stop': {
    params: z.strictObject({ onlyIfIdle: z.boolean() }),
    result: z.strictObject({ stopping: z.boolean() }),
  },
} as const;

/** The name of a call. */
export type Method = keyof typeof methods;
/** Every call. */
export const methodNames: readonly Method[] = Object.keys(methods).filter((name): name is Method =>
  Object.hasOwn(methods, name),
);
type ParamsOf = { [M in Method]: z.infer<(typeof methods)[M]['params']> };
type ResultOf = { [M in Method]: z.infer<(typeof methods)[M]['result']> };
/** The parameters of a call. */
export type Params<M extends Method> = ParamsOf[M];
/** The result of a call. */
export type Result<M extends Method> = ResultOf[M];

/** The schemas of one call, for code that handles any of them. */
export function schemasOf<M extends Method>(method: M): { params: z.ZodType<Params<M>>; result: z.ZodType<Result<M>> } {
  const table: { [K in Method]: { params: z.ZodType<ParamsOf[K]>; result: z.ZodType<ResultOf[K]> } } = methods;
  return table[method];
}

/** What the daemon tells a client unasked. */
export const notifications = {
  /** A stage of a run of this client began; `message` is a sentence for people, or empty. */
  'run.progress': z.strictObject({
    runId,
    stage: z.enum(['probe', 'snapshot', 'boot', 'start', 'slow']),
    message: z.string(),
  }),
  /** To a connection that called `sandbox.watch`. */
  'sandbox.changed': sandboxChanged,
} as const;

/** The name of a notification. */
export type Notification = keyof typeof notifications;
/** The parameters of a notification. */
export type NotificationParams<N extends Notification> = z.infer<(typeof notifications)[N]>;

/** The JSON-RPC code under which a BellglassError travels as `error.data`. */
export const BELLGLASS_RPC_ERROR = -32000;

/** WebSocket paths of the daemon. */
export const socketPaths = {
  rpc: '/rpc',
  stdio: (id: string) => `/runs/${id}/stdio`,
  stdioPattern: /^\/runs\/([0-9a-f]{8,32})\/stdio$/,
  attach: (id: string, { rows, cols }: TerminalSize) =>
    `/sessions/${id}/attach?rows=${String(rows)}&cols=${String(cols)}`,
  attachPattern: /^\/sessions\/([0-9a-f]{8})\/attach\?rows=(\d{1,4})&cols=(\d{1,4})$/,
  logs: (id: string, follow: boolean, tail: number | null) =>
    `/sessions/${id}/logs?follow=${follow ? '1' : '0'}&tail=${tail === null ? 'all' : String(tail)}`,
  logsPattern: /^\/sessions\/([0-9a-f]{8})\/logs\?follow=([01])&tail=(all|\d{1,9})$/,
} as const;
