import { ResponseError } from 'vscode-jsonrpc/node';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { channel, encodeClose } from '../../../daemon/protocol/frames.js';
import {
  BELLGLASS_RPC_ERROR,
  type Method,
  methodNames,
  type Params,
  type Result,
  schemasOf,
} from '../../../daemon/protocol/methods.js';
import { PROTOCOL_VERSION, VERSION } from '../../../daemon/protocol/version.js';
import type { Paths } from '../../../daemon/state/paths.js';
import { listenAt } from './fakeDaemon.js';

/** What is answered to some calls; an answer that throws a BellglassFailure refuses the call. */
export type Answers = { readonly [M in Method]?: (params: Params<M>) => Result<M> };

/** A call as it arrived. */
export type Call = { [M in Method]: { readonly method: M; readonly params: Params<M> } }[Method];

/**
 * A daemon that answers as a test says, on the real socket, and no other call. What it is asked must have the protocol's shape, and the client
 * checks that of its answers. A program's streams end at once.
 * @returns the calls as they came, without the handshake
 */
export async function answeringDaemon(paths: Paths, answers: Answers): Promise<readonly Call[]> {
  const calls: Call[] = [];
  const all: Answers = {
    ...answers,
    hello: () => ({ protocol: PROTOCOL_VERSION, version: VERSION, pid: process.pid }),
  };
  const answerTo = <M extends Method>(method: M, given: unknown): Result<M> => {
    const answer = all[method] as ((params: Params<M>) => Result<M>) | undefined;
    const params = schemasOf(method).params.parse(given);
    if (method !== 'hello') calls.push({ method, params } as unknown as Call);
    if (answer === undefined) throw new Error(`nobody said what ${method} answers`);
    try {
      return answer(params);
    } catch (thrown) {
      if (!(thrown instanceof BellglassFailure)) throw thrown;
      throw new ResponseError(BELLGLASS_RPC_ERROR, thrown.error.code, thrown.error);
    }
  };
  await listenAt(
    paths,
    (connection) => {
      for (const method of methodNames)
        connection.onRequest(method, (given: unknown): unknown => answerTo(method, given));
    },
    (socket) => {
      socket.send(encodeClose(channel.stdout));
      socket.send(encodeClose(channel.stderr));
    },
  );
  return calls;
}
