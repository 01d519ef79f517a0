import { once } from 'node:events';
import { createMessageConnection, type Message } from 'vscode-jsonrpc/node';
import { describe, expect, test } from 'vitest';
import { SocketReader, SocketWriter } from '../../../daemon/transport/jsonRpc.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';

describe('JSON-RPC over a WebSocket', () => {
  test('carries calls and their answers', async () => {
    const { near, far } = await socketPair();
    const server = createMessageConnection(new SocketReader(far), new SocketWriter(far));
    server.onRequest('double', (n: number) => n * 2);
    server.listen();
    const client = createMessageConnection(new SocketReader(near), new SocketWriter(near));
    client.listen();
    expect(await client.sendRequest('double', 21)).toBe(42);
  });

  test.each([
    ['no JSON', 'not json', -32700],
    ['no object', '[1,2]', -32600],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"x"}', -32600],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":7}', -32600],
    ['an unknown key', '{"jsonrpc":"2.0","id":1,"method":"x","more":1}', -32600],
    ['a binary frame', Buffer.from('{}'), -32700],
  ])('answers %s with an error, and goes on', async (_what, text, code) => {
    const { near, far } = await socketPair();
    const seen: Message[] = [];
    new SocketReader(far).listen((message) => seen.push(message));
    near.send(text);
    const [answer] = (await once(near, 'message')) as [Buffer];
    expect(JSON.parse(answer.toString())).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } });
    expect(seen).toEqual([]);
    expect(far.readyState).toBe(far.OPEN);
  });

  test('tells when the socket has closed', async () => {
    const { near, far } = await socketPair();
    const closed = new Promise<void>((resolve) => new SocketReader(far).onClose(resolve));
    near.close();
    await closed;
  });

  test.each([
    ['characters', 'a'.repeat(limits.rpcMessage)],
    ['bytes', '中'.repeat(limits.rpcMessage / 2)],
  ])('sends no message that has too many %s for the other end', async (_what, params) => {
    const { near, far } = await socketPair();
    await expect(new SocketWriter(near).write({ jsonrpc: '2.0', method: 'x', params } as Message)).rejects.toThrow(
      RangeError,
    );
    expect(far.readyState).toBe(far.OPEN);
  });
});
