import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openSocket } from '../../../daemon/client/openSocket.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

async function refusing(status: number): Promise<string> {
  const path = `${scratch()}/s`;
  const server = createServer();
  server.on('upgrade', (_request, socket) => socket.end(`HTTP/1.1 ${String(status)} No\r\nContent-Length: 0\r\n\r\n`));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
  });
  return path;
}

test('where nobody listens there is no socket', async () => {
  const at = scratch();
  expect(await openSocket(`${at}/none`, 'token', '/rpc')).toBeNull();
});

test.each([
  [401, 'unauthorized'],
  [404, 'unknown_run'],
  [503, 'shutting_down'],
  [500, 'daemon_unreachable'],
] as const)('a refusal with %i is %s', async (status, code) => {
  const path = await refusing(status);
  await expectFailure(code, async () => await openSocket(path, 'token', '/runs/0123/stdio'));
});

test('a path that is no socket is said', async () => {
  const path = `${scratch()}/file`;
  writeFileSync(path, '');
  expect(await openSocket(path, 'token', '/rpc')).toBeNull();
});
