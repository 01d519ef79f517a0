import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { isRoot } from '../helpers/session/account.js';
import { start } from '../helpers/session/command.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const socket = () => `${session.runtime}/bellglass/daemon.sock`;

/** The first line that the daemon answers to a WebSocket's opening. */
async function open(token: string | null, path = '/rpc'): Promise<string> {
  return await new Promise((resolve, reject) => {
    const client = connect(socket());
    const authorization = token === null ? '' : `Authorization: Bearer ${token}\r\n`;
    client.once('error', reject);
    client.once('data', (data) => {
      client.destroy();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
    client.once('close', () => {
      resolve('closed');
    });
    client.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${authorization}\r\n`,
    );
  });
}

beforeAll(async () => {
  expect(await session.run(['--', 'true'])).toMatchObject({ status: 0 });
});

describe('the daemon speaks only to who knows its token', () => {
  test('positive control: with the token it does', async () => {
    const token = (await session.host('cat', [`${session.state}/bellglass/token`])).stdout.trim();
    expect(await open(token)).toMatch(/^HTTP\/1\.1 101 /);
  });

  test.each([null, '', '0'.repeat(64), 'x'])('token %j is refused', async (token) => {
    expect(await open(token)).toMatch(/^HTTP\/1\.1 401 |^closed$/);
  });

  test('a byte stream of a run needs it too', async () => {
    expect(await open(null, `/runs/${'0'.repeat(16)}/stdio`)).toMatch(/^HTTP\/1\.1 401 |^closed$/);
  });
});

test('its socket, token and directories are the user’s alone', () => {
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  expect(mode(socket())).toBe('600');
  expect(mode(`${session.state}/bellglass/token`)).toBe('600');
  for (const path of [`${session.runtime}/bellglass`, `${session.state}/bellglass`]) expect(mode(path)).toBe('700');
});

test.skipIf(!isRoot)('another user cannot connect', async () => {
  const script = 'import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])';
  const as = async (uid: number) => await start('python3', ['-c', script, socket()], { uid, gid: uid }).ended;
  expect(await as(session.account.uid)).toMatchObject({ status: 0 });
  const other = await as(65534);
  expect(other.status).toBe(1);
  expect(other.stderr).toMatch(/PermissionError/);
});
