import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import { WebSocket, type RawData } from 'ws';
import * as z from 'zod';
import { limits } from '../protocol/limits.js';

const id = z.union([z.string().max(256), z.number()]);
// vscode-jsonrpc acts on `$/` methods itself and does not check their parameters; nothing here uses them.
const method = z.string().min(1).max(256).regex(/^[^$]/);
const message = z.union([
  z.strictObject({ jsonrpc: z.literal('2.0'), id, method, params: z.unknown().optional() }),
  z.strictObject({ jsonrpc: z.literal('2.0'), method, params: z.unknown().optional() }),
  z.strictObject({ jsonrpc: z.literal('2.0'), id: id.nullable(), result: z.unknown() }),
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: id.nullable(),
    error: z.strictObject({ code: z.number(), message: z.string(), data: z.unknown().optional() }),
  }),
]);

/** JSON-RPC's own codes for what is no request. */
const parseError = -32700;
const invalidRequest = -32600;

/** Reads JSON-RPC messages, one a text frame. What is none is answered with an error and not passed on. */
export class SocketReader extends AbstractMessageReader {
  constructor(private readonly socket: WebSocket) {
    super();
    socket.on('close', () => {
      this.fireClose();
    });
    socket.on('error', (error) => {
      this.fireError(error);
    });
  }

  override listen(callback: DataCallback): Disposable {
    const onMessage = (data: RawData, isBinary: boolean): void => {
      const parsed = parseMessage(data, isBinary);
      if ('code' in parsed) this.refuse(parsed.code, parsed.issue);
      else callback(parsed.message);
    };
    this.socket.on('message', onMessage);
    return { dispose: () => this.socket.off('message', onMessage) };
  }

  private refuse(code: number, issue: string): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message: issue } }));
  }
}

function parseMessage(data: RawData, isBinary: boolean): { message: Message } | { code: number; issue: string } {
  if (isBinary) return { code: parseError, issue: 'a message is a text frame' };
  let json: unknown;
  try {
    json = JSON.parse(textOf(data));
  } catch {
    return { code: parseError, issue: 'a message is JSON' };
  }
  const parsed = message.safeParse(json);
  return parsed.success ? { message: parsed.data } : { code: invalidRequest, issue: 'this is no JSON-RPC 2.0 message' };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}

/** Writes JSON-RPC messages, one a text frame. */
export class SocketWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly socket: WebSocket) {
    super();
  }

  async write(outgoing: Message): Promise<void> {
    const text = JSON.stringify(outgoing);
    if (Buffer.byteLength(text) > limits.rpcMessage)
      throw new RangeError('the message is longer than the protocol allows');
    await new Promise<void>((resolve, reject) => {
      this.socket.send(text, (error) => {
        if (error instanceof Error) reject(error);
        else resolve();
      });
    });
  }

  end(): void {
    this.socket.close();
  }
}
