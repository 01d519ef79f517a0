import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { SandboxSessions } from '../../../daemon/session/sandboxSessions.js';
import { expectFailure } from '../../helpers/failures.js';
import { refuse, SessionAgent } from '../../helpers/guest/sessionAgent.js';
import { sandboxId, sessionHome, type TestHome } from '../../helpers/guest/sessionHome.js';
import { sessionRowOf } from '../../helpers/kept/rows.js';
import { until } from '../../helpers/waiting.js';

const request = { argv: ['sh'], env: {}, cwd: '/', user: null, limits: {} };
const wish = { request, terminal: null, main: false };

function sessionsOf(home: TestHome): SandboxSessions {
  const sessions = new SandboxSessions(home);
  onTestFinished(async () => {
    await sessions.close();
  });
  return sessions;
}

/** So many rows of an earlier daemon, the oldest first, those that `runs` says still running. */
function fill(home: TestHome, count: number, runs: (n: number) => boolean): string[] {
  return Array.from({ length: count }, (_, n) => {
    const id = (n + 1).toString(16).padStart(8, '0');
    const startedAt = new Date(n * 1000).toISOString();
    const ended = runs(n) ? {} : { state: 'ended' as const, processId: null };
    home.table.save(sessionRowOf(id, sandboxId, { terminal: null, processId: n + 1, startedAt, ...ended }));
    for (const suffix of ['log', 'log.1', 'screen']) writeFileSync(`${home.directory}/${id}.${suffix}`, '');
    return id;
  });
}

describe('how many there are', () => {
  test('is limited while they run, and one more is refused before the guest is asked', async () => {
    const home = sessionHome();
    const agent = new SessionAgent();
    fill(home, limits.sessions, () => true);
    for (let id = 1; id <= limits.sessions; id++) agent.process(id);
    const sessions = sessionsOf(home);
    await sessions.adopt(await agent.connect());
    expect(sessions.running).toBe(limits.sessions);
    const { data } = await expectFailure('too_many_sessions', async () => await sessions.start(wish));
    expect(data).toEqual({ name: 'box', limit: limits.sessions });
    expect(agent.asked).not.toContain('POST /v1/processes');
  });

  test('is limited with those that ended: the oldest of them goes, with its files, and no other', async () => {
    const home = sessionHome();
    const agent = new SessionAgent();
    const ids = fill(home, limits.sessions, (n) => n === 0);
    agent.process(1);
    const sessions = sessionsOf(home);
    await sessions.adopt(await agent.connect());
    const { id } = await sessions.start(wish);
    const [running = '', oldest = '', next = ''] = ids;
    expect(sessions.list().map((info) => info.id)).toEqual([...ids.filter((of) => of !== oldest), id]);
    expect(home.table.of(sandboxId).map((row) => row.id)).not.toContain(oldest);
    for (const suffix of ['log', 'log.1', 'screen', 'json'])
      expect([oldest, next, running].map((of) => existsSync(`${home.directory}/${of}.${suffix}`))).toEqual([
        false,
        true,
        true,
      ]);
  });
});

describe('starting one', () => {
  test('needs a machine', async () => {
    const sessions = sessionsOf(sessionHome());
    await expectFailure('sandbox_not_running', async () => await sessions.start(wish));
    sessions.begin(await new SessionAgent().connect());
    sessions.lost();
    await expectFailure('sandbox_not_running', async () => await sessions.start(wish));
  });

  test('leaves nothing where the agent refuses', async () => {
    const home = sessionHome();
    const agent = new SessionAgent();
    agent.instead = (stream) => {
      refuse(stream, 500, 'broken');
      return true;
    };
    const sessions = sessionsOf(home);
    sessions.begin(await agent.connect());
    await expectFailure('guest_refused', async () => await sessions.start(wish));
    expect([sessions.running, sessions.list(), home.table.of(sandboxId)]).toEqual([0, [], []]);
  });

  test('ends the process that cannot be written down', async () => {
    const home = sessionHome();
    const agent = new SessionAgent();
    const sessions = sessionsOf(home);
    sessions.begin(await agent.connect());
    home.table.save = () => {
      throw new BellglassFailure({ code: 'database_locked', data: { path: 'x' } });
    };
    await expectFailure('database_locked', async () => await sessions.start(wish));
    expect([sessions.running, sessions.list()]).toEqual([0, []]);
    await until({ what: 'no process', milliseconds: 5000 }, () => agent.processes.size === 0);
  });

  test('keeps of a long command what can be shown', async () => {
    const sessions = sessionsOf(sessionHome());
    sessions.begin(await new SessionAgent().connect());
    const argv = ['sh', 'x'.repeat(5000), 'never'];
    const session = await sessions.start({ ...wish, request: { ...request, argv } });
    expect(session.info().command).toEqual(['sh', 'x'.repeat(4093)]);
  });
});

describe('a machine that is found again', () => {
  test('goes on with whose process is there, ends whose is not, and loses those that no session knows', async () => {
    const home = sessionHome();
    const agent = new SessionAgent();
    const [there = '', gone = '', other = ''] = fill(home, 3, () => true);
    agent.process(1);
    // The number of a process that is not kept is somebody else's.
    const impostor = agent.process(3);
    impostor.kept = false;
    const unknown = agent.process(77);
    const sessions = sessionsOf(home);
    await sessions.adopt(await agent.connect());
    expect(home.ended).toEqual([gone, other]);
    expect(sessions.list().map(({ state, exitCode }) => [state, exitCode])).toEqual([
      ['running', null],
      ['ended', null],
      ['ended', null],
    ]);
    await until({ what: 'one process alone', milliseconds: 5000 }, () => agent.processes.size === 1);
    expect([agent.processes.has(1), impostor.signals, unknown.signals]).toEqual([true, [9], [9]]);
    agent.process(1).end({ exitCode: 7 });
    expect(await sessions.get(there)?.wait()).toMatchObject({ state: 'ended', exitCode: 7 });
  });

  test('that lies about its processes is refused, and everything stays as it was', async () => {
    const home = sessionHome();
    const agent = new SessionAgent();
    fill(home, 1, () => true);
    agent.instead = (stream) => {
      stream.respond({ ':status': 200 });
      stream.end('{"processes":[{"id":-1}]}');
      return true;
    };
    const sessions = sessionsOf(home);
    const guest = await agent.connect();
    await expectFailure('guest_misbehaved', async () => {
      await sessions.adopt(guest);
    });
    expect([sessions.running, home.ended]).toEqual([1, []]);
  });
});

test('with a fresh machine, what an earlier one ran has ended, and nobody knows how', () => {
  const home = sessionHome();
  fill(home, 2, () => true);
  const sessions = sessionsOf(home);
  sessions.end();
  expect(home.table.of(sandboxId)).toMatchObject([
    { state: 'ended', exitCode: null, signal: null, processId: null },
    { state: 'ended', exitCode: null, signal: null, processId: null },
  ]);
  expect(home.ended).toEqual([]);
});
