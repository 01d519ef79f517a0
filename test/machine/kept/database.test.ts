import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { commandsOf } from '../../helpers/session/commandsOf.js';
import { killDaemon } from '../../helpers/session/killedDaemon.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const { bellglass, inspect } = commandsOf(session);
const small = ['--memory', '128m', '--disk', '256m'];
const path = `${session.state}/bellglass/bellglass.db`;
/** How long a daemon that was killed may go on holding the database, in milliseconds. */
const patience = 10_000;

/** Whatever is asked about sandboxes that are kept is refused with that sentence, and one that is not kept runs. */
async function expectRunsOnly(sentence: string): Promise<void> {
  const refused = { stdout: '', stderr: `bellglass: ${sentence}\n` };
  for (const args of [['ls'], ['create', '--name', 'other', ...small], ['start', 'dev']])
    expect(await session.bellglass(args)).toMatchObject({ ...refused, status: 1 });
  for (const args of [
    ['exec', 'dev', 'true'],
    ['run', '--name', 'other', ...small, '--', 'true'],
  ])
    expect(await session.bellglass(args)).toMatchObject({ ...refused, status: 125 });
  expect(await session.sh('echo runs; exit 3', ['--memory', '128m'])).toMatchObject({
    status: 3,
    stdout: 'runs\n',
    stderr: '',
  });
}

beforeEach(async () => {
  await bellglass('create', '--name', 'dev', ...small);
  await bellglass('start', 'dev');
});

afterEach(async () => {
  const ids = (await bellglass('ls', '-q')).split('\n').filter((id) => id !== '');
  await bellglass('rm', '-f', ...ids);
  await session.expectNoMachine();
});

describe('a database that cannot be used', () => {
  let before: SandboxInfo;
  let log: string;

  beforeEach(async () => {
    log = (await bellglass('exec', '-d', 'dev', 'sh', '-c', 'echo before; sleep 1000')).trim();
    before = await inspect('dev');
    await killDaemon(session);
  });

  /** The sandbox is there again, on the machine that it had, with what ran in it. */
  async function expectEverything(): Promise<void> {
    expect(await bellglass('ls', '--format', '{{.Name}} {{.State}}')).toBe('dev running\n');
    expect(await inspect('dev')).toMatchObject({ machine: before.machine, sessions: [{ id: log, state: 'running' }] });
    expect(await bellglass('logs', log)).toBe('before\n');
    expect(await bellglass('exec', 'dev', 'echo', 'still here')).toBe('still here\n');
  }

  test('since another program holds it: that is said, programs run, and the daemon has its sandboxes when it is free', async () => {
    const holder = new DatabaseSync(path, { timeout: patience });
    try {
      // Alone BEGIN EXCLUSIVE keeps nobody from reading a database with a write-ahead log.
      holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      await expectRunsOnly(`The database "${path}" is locked by another program. End that program, then try again.`);
    } finally {
      holder.close();
    }
    await expectEverything();
  });

  test('since a newer Bellglass made it: that is said, programs run, and nothing of it is changed', async () => {
    const setVersion = (version: number): number => {
      const database = new DatabaseSync(path, { timeout: patience });
      const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
      database.exec(`PRAGMA user_version = ${String(version)}`);
      database.close();
      return found;
    };
    const known = setVersion(1000);
    await expectRunsOnly(
      `The database "${path}" is of version 1000 and this Bellglass knows ${String(known)}. ` +
        'Install the newer Bellglass again, or set XDG_STATE_HOME to another directory.',
    );
    expect(setVersion(known)).toBe(1000);
    await expectEverything();
  });
});

test('a database that is held while the daemon runs: what needs not to be written down goes on, the rest is refused and changes nothing', async () => {
  await bellglass('create', '--name', 'rests', ...small);
  const holder = new DatabaseSync(path, { timeout: patience });
  try {
    holder.exec('BEGIN EXCLUSIVE');
    expect(await bellglass('ls', '--format', '{{.Name}} {{.State}}')).toBe('dev running\nrests created\n');
    expect(await bellglass('exec', 'dev', 'echo', 'on')).toBe('on\n');
    const sentence = `bellglass: The database "${path}" is locked by another program. End that program, then try again.\n`;
    for (const args of [
      ['create', '--name', 'other', ...small],
      ['start', 'rests'],
      ['rename', 'dev', 'work'],
    ])
      expect(await session.bellglass(args)).toMatchObject({ status: 1, stdout: '', stderr: sentence });
    expect(await session.bellglass(['exec', '-d', 'dev', 'sleep', '1000'])).toMatchObject({
      status: 125,
      stdout: '',
      stderr: sentence,
    });
    expect(await bellglass('ls', '--format', '{{.Name}} {{.State}}')).toBe('dev running\nrests created\n');
  } finally {
    holder.close();
  }
  expect((await inspect('dev')).sessions).toEqual([]);
  expect(await bellglass('start', 'rests')).toBe('rests\n');
  expect(await bellglass('rename', 'dev', 'work')).toBe('');
});
