import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { Continued } from '../../../../daemon/cli/logs/continued.js';
import { type Followed, followLog, type Following } from '../../../../daemon/cli/logs/followLog.js';
import { type Daemon } from '../../../../daemon/client/daemon.js';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';

type LogStream = Awaited<ReturnType<Daemon['logs']>>;

const lost = new BellglassFailure({ code: 'daemon_lost', data: {} });
const never = new Promise<never>(() => undefined);

/** A daemon that lives, and has one log. */
function daemonWith(log: Partial<LogStream> | Error): Daemon {
  const text = (content: string): Readable => Readable.from(content === '' ? [] : [Buffer.from(content)]);
  const logs = async (): Promise<LogStream> => {
    if (log instanceof Error) throw log;
    return await Promise.resolve({
      stdout: text('abcdef'),
      stderr: text(''),
      ended: Promise.resolve(),
      close: () => undefined,
      ...log,
    });
  };
  return { logs, lost: never, close: () => undefined } as unknown as Daemon;
}

interface Seen {
  readonly followed: Followed<number>;
  readonly stdout: string;
  readonly stderr: string;
}

async function follow(daemon: Daemon, more: Partial<Following<number>> = {}, shown = ''): Promise<Seen> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const texts = Promise.all([buffer(stdout), buffer(stderr)]);
  const outputs = { stdout: new Continued(), stderr: new Continued() };
  if (shown !== '') await outputs.stdout.add(Readable.from([Buffer.from(shown)]));
  const following = {
    sessionId: '0123abcd',
    tail: null,
    discard: false,
    beside: async () => await Promise.resolve(7),
    onUnread: () => undefined,
    ...more,
  };
  const around = { cwd: '/', env: {}, stdin, stdout, stderr, exit: () => process.exit() };
  try {
    const followed = await followLog(daemon, outputs, following, around);
    stdout.end();
    stderr.end();
    const [out, err] = await texts;
    return { followed, stdout: String(out), stderr: String(err) };
  } catch (thrown) {
    stdout.end();
    stderr.end();
    throw new Error(`${(thrown as Error).message}\n${String((await texts)[1])}`, { cause: thrown });
  }
}

const leftSentence =
  'bellglass: The connection to the daemon was lost, and with it the place in the log. The program runs on. Follow it with: bellglass logs -f 0123abcd\n';

describe('a log that is followed', () => {
  test('is handed on to its end, with what goes on beside it', async () => {
    expect(await follow(daemonWith({}))).toEqual({
      followed: { result: 7, read: true },
      stdout: 'abcdef',
      stderr: '',
    });
    expect(await follow(daemonWith({}), { discard: true })).toMatchObject({ stdout: '' });
  });

  test('is gone on with where it was left', async () => {
    expect(await follow(daemonWith({}), {}, 'abc')).toMatchObject({ stdout: 'abcdef', stderr: '' });
  });

  test('is left where its beginning is another one by now, or shorter than what was shown', async () => {
    for (const shown of ['xyz', 'abcdefghi'])
      expect(await follow(daemonWith({}), {}, shown)).toEqual({
        followed: 'left',
        stdout: shown,
        stderr: leftSentence,
      });
  });

  test('is left when the daemon is lost and only its last lines were asked for', async () => {
    const ended = Promise.reject(lost);
    ended.catch(() => undefined);
    expect(await follow(daemonWith({ ended }), { tail: 3 })).toEqual({
      followed: 'left',
      stdout: 'abcdef',
      stderr: leftSentence,
    });
  });

  test('that there is not is told of as that, and nothing runs on', async () => {
    const none = new BellglassFailure({ code: 'has_a_terminal', data: { sessionId: '0123abcd' } });
    await expect(follow(daemonWith(none))).rejects.toThrow(/^has_a_terminal[^\n]*\n$/);
  });

  test('whose other side fails says that the program runs on', async () => {
    const beside = async (): Promise<number> => await Promise.reject(new Error('out of order'));
    await expect(follow(daemonWith({}), { beside })).rejects.toThrow(
      'out of order\nbellglass: The program runs on. Follow it with: bellglass logs -f 0123abcd\n',
    );
  });

  test('that nobody reads is closed, once', async () => {
    const stdout = new PassThrough();
    const closed: string[] = [];
    const outputs = { stdout: new Continued(), stderr: new Continued() };
    const log = {
      stdout,
      close: () => {
        closed.push('log');
        stdout.end();
      },
    };
    const own = new PassThrough();
    const around = {
      cwd: '/',
      env: {},
      stdin: own,
      stdout: own,
      stderr: new PassThrough(),
      exit: () => process.exit(),
    };
    const following = { sessionId: '0123abcd', tail: null, discard: false };
    const onUnread = (): void => void closed.push('told');
    const beside = async (): Promise<number> => await Promise.resolve(7);
    const followed = followLog(daemonWith(log), outputs, { ...following, beside, onUnread }, around);
    stdout.write('a');
    own.once('data', () => own.destroy(new Error('EPIPE')));
    expect(await followed).toEqual({ result: 7, read: false });
    expect(closed.slice(0, 2)).toEqual(['log', 'told']);
    expect(closed.filter((what) => what === 'told')).toHaveLength(1);
  });
});
