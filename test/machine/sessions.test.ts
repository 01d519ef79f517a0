import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Daemon } from '../../daemon/client/daemon.js';
import type { SessionInfo, TerminalSize } from '../../daemon/protocol/sandbox/session.js';
import { settingsOf } from '../helpers/kept/rows.js';
import { TerminalClient } from '../helpers/screen/client.js';
import { daemonOf } from '../helpers/session/daemonOf.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const name = 'terminals';
const size = { rows: 24, cols: 80 };
let daemon: Daemon;

beforeAll(async () => {
  daemon = await daemonOf(session);
  await daemon.call('sandbox.create', { name, settings: settingsOf({ memoryMiB: 256, diskMiB: 256 }) });
  await daemon.call('sandbox.start', { sandbox: name });
});

afterAll(async () => {
  await daemon.call('sandbox.remove', { sandbox: name, force: true });
  daemon.close();
});

async function start(argv: string[], terminal: TerminalSize | null = size): Promise<SessionInfo> {
  const process = { argv, env: { TERM: 'xterm-256color' }, cwd: null, user: null };
  return await daemon.call('session.start', { sandbox: name, process, terminal });
}

async function replaceDaemon(): Promise<void> {
  process.kill(daemon.pid, 'SIGKILL');
  await daemon.lost;
  daemon = await daemonOf(session);
}

/** Looks again with a terminal of its own. */
async function lookAt(id: string, of: TerminalSize): Promise<Record<string, unknown>> {
  const client = await TerminalClient.attach(daemon, id, of);
  const seen = await client.settled();
  client.detach();
  await client.ended;
  return seen;
}

describe('the screen that is restored is the one that was left', () => {
  test.each([
    {
      program: ['vim', '-u', 'NONE', '-c', 'syntax on', '/etc/passwd'],
      shows: 'root',
      keys: ':set nu\r/bin\rix\x1b',
      then: 'xbin',
      end: ':q!\r',
    },
    { program: ['less', '-N', '/etc/services'], shows: 'services', keys: ' \x1b[B/tcp\r', then: '', end: 'q' },
    { program: ['top', '-d', '1000'], shows: 'COMMAND', keys: 'z', then: '', end: 'q' },
    // Z pauses it: it would draw anew at any time.
    { program: ['htop', '-d', '100'], shows: 'Help', keys: 'Z\x1b[B', then: '', end: 'q' },
    {
      program: ['bash', '--norc'],
      shows: '$',
      keys: 'ls --color -la /usr; stty -a; printf "\\e[31mred\\e[44m%80s\\n"\r',
      // The next prompt, in that colour: the guest may be quiet between the three.
      then: /44>bash/,
      end: 'exit\r',
    },
  ])(
    '$program.0, after a detach, a resize and a daemon that was killed',
    async ({ program, shows, keys, then, end }) => {
      const { id } = await start(program);
      const first = await TerminalClient.attach(daemon, id, size);
      await first.settled(shows);
      first.type(keys);
      const left = await first.settled(then);
      first.detach();
      expect(await first.ended).toBeNull();
      expect(await lookAt(id, size)).toEqual(left);

      const second = await TerminalClient.attach(daemon, id, size);
      await second.settled();
      second.resize({ rows: 30, cols: 100 });
      const resized = await second.settled();
      second.detach();
      // A cursor that scrolled away after it was saved is at the top for whoever comes later, and moves from there.
      const { active, behind, ...rest } = resized as Record<'active' | 'behind', { saved: unknown } | null>;
      const again = await lookAt(id, { rows: 30, cols: 100 });
      const saved = { saved: expect.anything() as unknown };
      expect(again).toEqual({ ...rest, active: { ...active, ...saved }, behind: behind && { ...behind, ...saved } });

      await replaceDaemon();
      expect(await lookAt(id, { rows: 30, cols: 100 })).toEqual(again);

      const last = await TerminalClient.attach(daemon, id, { rows: 30, cols: 100 });
      await last.settled();
      last.type(end);
      expect(await last.ended).toMatchObject({ id, state: 'ended', exitCode: 0, terminal: { rows: 30, cols: 100 } });
      expect(await daemon.call('session.wait', { sessionId: id })).toMatchObject({ state: 'ended' });
    },
  );
});

test('a log loses and doubles nothing while daemons are killed', async () => {
  const script = 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); echo out $i; echo err $i >&2; done';
  const { id } = await start(['sh', '-c', script], null);
  for (let kills = 0; kills < 5; kills++) await replaceDaemon();
  const { stdout, stderr, ended } = await daemon.logs(id, { follow: true, tail: null });
  const texts = await Promise.all(
    [stdout, stderr].map(async (stream) => Buffer.concat(await stream.toArray()).toString()),
  );
  await ended;
  const lines = (word: string): string =>
    Array.from({ length: 60_000 }, (_, n) => `${word} ${String(n + 1)}\n`).join('');
  expect(texts[0] === lines('out') && texts[1] === lines('err')).toBe(true);
  expect(await daemon.call('session.wait', { sessionId: id })).toMatchObject({ exitCode: 0, droppedBytes: 0 });
});

test('the smallest of all viewers wins, and a program that asks its terminal is answered with none', async () => {
  const { id } = await start([
    'sh',
    '-c',
    'stty raw -echo; printf "\\033[6n"; head -c 6 | od -c; stty sane; while read x; do stty size; done',
  ]);
  const one = await TerminalClient.attach(daemon, id, { rows: 20, cols: 90 });
  expect(JSON.stringify(await one.settled('R'))).toContain('033');
  const two = await TerminalClient.attach(daemon, id, { rows: 40, cols: 70 });
  one.type('\r');
  await two.settled('20 70');
  one.detach();
  await one.ended;
  two.type('\r');
  await two.settled('40 70');
  two.type('\x04');
  expect(await two.ended).toMatchObject({ exitCode: 0 });
  expect(readFileSync(`${session.state}/bellglass/daemon.log`, 'utf8')).not.toMatch(/TypeError|RangeError/);
});
