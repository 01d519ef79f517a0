import { createMessageConnection, ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import { asError, BellglassFailure } from '../protocol/errors.js';
import { BELLGLASS_RPC_ERROR, methodNames, methods, schemasOf, type Method, type Params } from '../protocol/methods.js';
import { PROTOCOL_VERSION, VERSION } from '../protocol/version.js';
import { SocketReader, SocketWriter } from '../transport/jsonRpc.js';
import type { Caller } from './calls/caller.js';
import { dispatch } from './dispatch.js';
import { isOlder } from './versions.js';
import { Watch } from './watching/watch.js';

/** What the daemon gives to a connection. */
export type ConnectionContext = Omit<Caller, 'own' | 'gone' | 'progress' | 'isOlder' | 'watch'> & {
  readonly log: (line: string) => void;
};

/** Calls that a client of another protocol may make: enough to find out, and to replace the daemon. */
const beforeHello: ReadonlySet<Method> = new Set(['hello', 'daemon.stop']);

/** What the client's first call said. */
interface Greeted {
  /** Whether it speaks this daemon's protocol. */
  readonly ours: boolean;
  readonly version: string | null;
}

/** Serves one client until it goes, and then ends its runs. */
export function serveConnection(socket: WebSocket, context: ConnectionContext): void {
  const connection = createMessageConnection(new SocketReader(socket), new SocketWriter(socket));
  const greeted: Greeted = { ours: false, version: null };
  const watch = new Watch(async (event) => {
    await connection.sendNotification('sandbox.changed', event);
  }, context.log);
  const caller: Caller = {
    ...context,
    watch,
    isOlder: () => greeted.version !== null && isOlder(greeted.version, VERSION),
    own: new Set(),
    gone: () => socket.readyState !== socket.OPEN,
    progress: (runId, progress) => {
      if (socket.readyState !== socket.OPEN) return;
      connection.sendNotification('run.progress', { runId, ...progress }).catch(() => undefined);
    },
  };
  for (const method of methodNames) answer(connection, method, caller, greeted, context.log);
  connection.onError(([error]) => {
    context.log(`connection: ${error.message}`);
  });
  socket.once('close', () => {
    watch.close();
    for (const run of caller.own) caller.runs.forget(run);
    connection.dispose();
  });
  connection.listen();
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the parsed parameters to their function
function answer<M extends Method>(
  connection: MessageConnection,
  method: M,
  caller: Caller,
  greeted: Greeted,
  log: (line: string) => void,
): void {
  const { params: shape, result } = schemasOf(method);
  connection.onRequest<unknown, unknown>(method, async (params: unknown): Promise<unknown> => {
    try {
      const parsed = shape.safeParse(params ?? {});
      if (!parsed.success) throw badRequest(method, parsed.error.issues[0]);
      if (method === 'hello') Object.assign(greeted, readHello(params));
      else if (!greeted.ours && !beforeHello.has(method))
        throw new BellglassFailure({ code: 'hello_expected', data: {} });
      return result.parse(await caller.presence.during(async () => await act(method, parsed.data, caller)));
    } catch (thrown) {
      if (!(thrown instanceof BellglassFailure)) log(`${method} broke: ${String(thrown)}`);
      const error = asError(thrown);
      return new ResponseError(BELLGLASS_RPC_ERROR, error.code, error);
    }
  });
}

async function act<M extends Method>(method: M, params: Params<M>, caller: Caller): Promise<unknown> {
  return await dispatch[method](params, caller);
}

function readHello(params: unknown): Greeted {
  const hello = methods.hello.params.safeParse(params).data;
  return { ours: hello?.protocol === PROTOCOL_VERSION, version: hello?.version ?? null };
}

function badRequest(method: string, issue: { path: PropertyKey[]; message: string } | undefined): BellglassFailure {
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  return new BellglassFailure({
    code: 'bad_request',
    data: { method, issue: `${where}${issue?.message ?? 'unknown'}`.slice(0, 4096) },
  });
}
