import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { type AddressInfo } from 'node:net';
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JailProbe, landlockAbi } from '../helpers/guest/jailProbe.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const servers: Server[] = [];
let probe: JailProbe;
let port = 0;
let receiver: ChildProcessWithoutNullStreams | null = null;

async function listen(where: string | number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (typeof where === 'string') server.listen(where, resolve);
    else server.listen(where, '127.0.0.1', resolve);
  });
  return server;
}

beforeAll(async () => {
  probe = new JailProbe(session);
  port = ((await listen(0)).address() as AddressInfo).port;
  await listen(`${session.home}/agent.sock`);
  // As docker.sock or ssh-agent's would be for their user.
  chmodSync(`${session.home}/agent.sock`, 0o777);
  await listen(`\0${session.directory}`);
  await receiveDatagrams();
});

/** Two sockets for datagrams, which Node cannot make: one in the file system, one abstract. */
async function receiveDatagrams(): Promise<void> {
  const program = `
import os, socket, sys
bound = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
bound[0].bind(sys.argv[1])
bound[1].bind("\\0" + sys.argv[1])
os.chmod(sys.argv[1], 0o777)
print("bound", flush=True)
sys.stdin.read()`;
  receiver = spawn('python3', ['-c', program, datagrams()]);
  await once(receiver.stdout, 'data');
}

afterAll(async () => {
  receiver?.kill();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

const datagrams = (): string => `${session.home}/datagrams`;

const attempts = (): string[] => [
  `unix ${session.home}/agent.sock`,
  `unix @${session.directory}`,
  `tcp ${String(port)}`,
  'socket x',
  `datagram ${datagrams()}`,
  `datagram @${datagrams()}`,
];

describe('from inside the jail of a running vmm nobody can be called', () => {
  test('positive control: outside the jail each of them answers', async () => {
    for (const attempt of attempts()) expect(await probe.outside(attempt), attempt).toBe('done');
  });

  test('the filter ends whoever makes a socket or connects one', async () => {
    for (const attempt of attempts()) expect(await probe.inside(attempt), attempt).toBe('killed');
  });

  test('without the filter a socket of the user’s has no name in there', async () => {
    for (const attempt of [`unix ${session.home}/agent.sock`, `datagram ${datagrams()}`])
      expect(await probe.inside(attempt, 'off'), attempt).toMatch(/^(ENOENT|EACCES)$/);
  });

  test('without the filter Landlock refuses TCP and abstract sockets, as far as this host’s kernel can', async () => {
    const abi = landlockAbi();
    expect(await probe.inside(`tcp ${String(port)}`, 'off')).toMatch(
      abi >= 4 ? /^EACCES$/ : /^(done|ENETUNREACH|ECONNREFUSED)$/,
    );
    expect(await probe.inside(`unix @${session.directory}`, 'off')).toMatch(
      abi >= 6 ? /^EPERM$/ : /^(done|ECONNREFUSED)$/,
    );
  });
});
