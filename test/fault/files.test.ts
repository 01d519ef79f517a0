import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { isRoot } from '../helpers/session/account.js';
import { expectOneSentence } from '../helpers/session/oneSentence.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();
const token = `${session.state}/bellglass/token`;
const echo = ['--', 'echo', 'works'];
const works = { status: 0, stdout: 'works\n', stderr: '' };

const daemons = () => session.processes().filter(({ command }) => command.includes('bellglassd'));

afterEach(async () => {
  await session.expectNoMachine();
  await session.bellglass(['daemon', 'stop']);
});

test('of daemons that are started at once one stays, and every command is served', async () => {
  const all = await Promise.all(Array.from({ length: 4 }, async () => await session.run(['no-such.py'])));
  for (const ended of all) expectOneSentence(ended, /"[^"]*no-such\.py" does not exist/);
  await until({ what: 'one daemon', milliseconds: 10_000 }, () => daemons().length === 1);
});

test('what a daemon that was killed left is in nobody’s way: its socket, its run directories', async () => {
  await session.run(['no-such.py']);
  for (const { pid } of daemons()) process.kill(pid, 'SIGKILL');
  await until({ what: 'the end of the daemon', milliseconds: 10_000 }, () => daemons().length === 0);
  session.write(`${session.runtime}/bellglass/machines/0a1b2c3d/owner.json`, 'garbage');
  expect(await session.run(echo)).toMatchObject(works);
  expect(session.machines()).not.toContain('0a1b2c3d');
});

test('a file in the socket’s place is replaced', async () => {
  session.write(`${session.runtime}/bellglass/daemon.sock`, 'not a socket');
  expectOneSentence(await session.run(['no-such.py']), /"[^"]*no-such\.py" does not exist/);
});

describe('a damaged file of Bellglass’s own', () => {
  test('the token is named, with what to do', async () => {
    session.write(token, 'not a token\n', 0o600);
    expectOneSentence(await session.run(echo), /"[^"]*\/token" cannot be used: it does not hold a token\. Remove it/);
    rmSync(token);
    expectOneSentence(await session.run(['no-such.py']), /"[^"]*no-such\.py" does not exist/);
  });

  test('a token that may not be read is named too', async () => {
    chmodSync(token, 0o000);
    expectOneSentence(await session.run(echo), /"[^"]*\/token" cannot be used: permission denied\. Remove it/);
    rmSync(token);
  });

  test('the verdict on hypervisors is found again, and so is the archive in the cache', async () => {
    expect(await session.run(echo)).toMatchObject(works);
    await session.bellglass(['daemon', 'stop']);
    session.write(`${session.state}/bellglass/hypervisor.json`, '{"key":');
    const cache = `${session.directory}/cache/bellglass/host`;
    const archives = readdirSync(cache);
    expect(archives).toHaveLength(1);
    for (const name of archives) writeFileSync(`${cache}/${name}`, 'garbage');
    expect(await session.run(echo, { env: { BELLGLASS_HYPERVISOR: undefined } })).toMatchObject(works);
  });
});

describe('a directory of Bellglass’s own', () => {
  const closed = (name: string): string => {
    const path = `${session.directory}/${name}`;
    mkdirSync(path);
    chmodSync(path, 0o555);
    return path;
  };

  test.each(['XDG_STATE_HOME', 'XDG_CACHE_HOME'])('that cannot be made is named: %s', async (variable) => {
    const ended = await session.run(echo, { env: { [variable]: closed(variable) } });
    expectOneSentence(ended, new RegExp(`"[^"]*${variable}/bellglass" cannot be used .*permission denied\\. `));
  });

  test('whose path is too long for a socket is named', async () => {
    const long = session.makeDirectory(`${session.directory}/${'long'.repeat(20)}`, 0o700);
    const ended = await session.run(echo, { env: { XDG_RUNTIME_DIR: long } });
    expectOneSentence(ended, /would have a path of \d+ bytes, and only \d+ are possible\. Set XDG_RUNTIME_DIR/);
  });

  test.skipIf(!isRoot)('on a full disk: the run is refused, nothing is left, and with room it goes on', async () => {
    const small = `${session.directory}/small`;
    mkdirSync(small);
    const { uid, gid } = session.account;
    const options = `size=1m,mode=700,uid=${String(uid)},gid=${String(gid)}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'small', small]);
    const env = { XDG_RUNTIME_DIR: small };
    try {
      expectOneSentence(await session.run(['no-such.py'], { env }), /no-such\.py" does not exist/);
      expect(() => {
        writeFileSync(`${small}/fill`, Buffer.alloc(2 << 20));
      }).toThrow('ENOSPC');
      const ended = await session.run(echo, { env });
      expectOneSentence(ended, /The sandbox's files in "[^"]*" cannot be written: no space left on device\./);
      expect(readdirSync(`${small}/bellglass/machines`)).toEqual([]);
      rmSync(`${small}/fill`);
      expect(await session.run(echo, { env })).toMatchObject(works);
      expect(readdirSync(`${small}/bellglass/machines`)).toEqual([]);
    } finally {
      await session.bellglass(['daemon', 'stop'], { env });
      execFileSync('umount', [small]);
    }
  });
});
