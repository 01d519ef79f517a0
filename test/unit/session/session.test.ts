import { describe, expect, onTestFinished, test } from 'vitest';
import { Session } from '../../../daemon/session/session.js';
import type { SessionRow } from '../../../daemon/state/sessionTable.js';
import { expectFailure } from '../../helpers/failures.js';
import { SessionAgent } from '../../helpers/guest/sessionAgent.js';
import { client, logOf, sandboxId, sessionHome } from '../../helpers/guest/sessionHome.js';
import { sessionRowOf } from '../../helpers/kept/rows.js';
import { until } from '../../helpers/waiting.js';

function world(more: Partial<SessionRow> = {}) {
  const home = sessionHome();
  const row = sessionRowOf('bbbbbbbb', sandboxId, more);
  home.table.save(row);
  const agent = new SessionAgent();
  const session = new Session(home, row);
  onTestFinished(async () => {
    await session.leave();
  });
  return { home, agent, session, process: agent.process(1) };
}

async function sees(seen: () => string | Promise<string>, text: string): Promise<void> {
  await until({ what: text, milliseconds: 8000 }, async () => (await seen()).includes(text));
}

const log = { terminal: null };

describe('a process without a terminal', () => {
  test('has its output in the log, its end in the table, and is forgotten by the agent', async () => {
    const { home, agent, session, process } = world(log);
    await session.resume(await agent.connect(), true);
    process.say('out\n');
    await sees(async () => await logOf(session), 'out');
    process.say('error\n', 'stderr');
    process.end({ exitCode: 3, outOfMemory: true });
    expect(await session.wait()).toMatchObject({ state: 'ended', exitCode: 3, outOfMemory: true, viewers: 0 });
    expect(await logOf(session)).toBe('out\n!error\n');
    expect(home.table.of(sandboxId)).toMatchObject([{ state: 'ended', processId: null, stdoutAt: 4, stderrAt: 6 }]);
    await until({ what: 'nothing at the agent', milliseconds: 5000 }, () => agent.processes.size === 0);
    expect(home.ended).toEqual(['bbbbbbbb']);
    await expectFailure('session_ended', async () => {
      await session.signal(15);
    });
  });

  test('can be followed before it is found again, and until it has ended', async () => {
    const { agent, session, process } = world(log);
    const followed = logOf(session, true);
    process.say('later');
    await session.resume(await agent.connect(), false);
    process.end({ exitCode: 0 });
    expect(await followed).toBe('later');
  });

  test('that is never found again ends whoever follows it', async () => {
    const { session } = world(log);
    const followed = logOf(session, true);
    session.finish(null);
    expect(await followed).toBe('');
  });

  test('is told of what was dropped, and counts it', async () => {
    const { agent, session, process } = world(log);
    process.say('x'.repeat(1000));
    process.outputs.stdout.drop();
    process.say('rest');
    await session.resume(await agent.connect(), false);
    await sees(async () => await logOf(session), '1000 bytes of output were lost before they could be read]\nrest');
    expect(session.info().droppedBytes).toBe(1000);
  });

  test('is read on from where it was when its stream breaks off', async () => {
    const { agent, session, process } = world(log);
    await session.resume(await agent.connect(), true);
    process.say('one ');
    await sees(async () => await logOf(session), 'one ');
    process.outputs.stdout.reset();
    process.say('two');
    process.say('!', 'stderr');
    await until({ what: 'another read', milliseconds: 5000 }, () =>
      agent.asked.includes('GET /v1/processes/1/stdout?from=4'),
    );
    process.say('?', 'stderr');
    await sees(async () => await logOf(session), '?');
    await sees(async () => await logOf(session), 'two');
    // The other output is read once all the same.
    expect((await logOf(session)).replace('two', '')).toBe('one !!!?');
  });

  test.each(['9007199254740991', '2000000000000000', '1'])(
    'takes nothing from an agent that says it is at %s',
    async (lie) => {
      const { agent, session, process } = world(log);
      await session.resume(await agent.connect(), true);
      process.say('true');
      await sees(async () => await logOf(session), 'true');
      process.outputs.stdout.lie = lie;
      process.outputs.stdout.reset();
      const asked = (): number => agent.asked.filter((request) => request.endsWith('stdout?from=4')).length;
      await until({ what: 'two more reads', milliseconds: 8000 }, () => asked() >= 2);
      expect(session.info()).toMatchObject({ state: 'running', droppedBytes: 0 });
      expect(await logOf(session)).toBe('true');
    },
  );

  test('has ended when the agent does not know it, and nobody knows how', async () => {
    const { home, agent, session } = world(log);
    agent.processes.clear();
    await session.resume(await agent.connect(), false);
    expect(await session.wait()).toMatchObject({ state: 'ended', exitCode: null, signal: null });
    await until({ what: 'the sandbox told', milliseconds: 5000 }, () => home.ended.length === 1);
  });

  test('has no terminal to show, and cannot be signalled without a machine', async () => {
    const { session } = world(log);
    await expectFailure('not_a_terminal', async () => await session.attach(client(), { rows: 1, cols: 1 }));
    await expectFailure('sandbox_not_running', async () => {
      await session.signal(15);
    });
  });
});

describe('a terminal', () => {
  test('has the smallest size of those who see it, and its own program is told', async () => {
    const { agent, session, process } = world();
    await session.resume(await agent.connect(), true);
    const [one, other] = [client(), client()];
    await session.attach(one, { rows: 40, cols: 70 });
    const second = await session.attach(other, { rows: 20, cols: 90 });
    expect(session.info()).toMatchObject({ terminal: { rows: 20, cols: 70 }, viewers: 2 });
    await until({ what: 'the size', milliseconds: 5000 }, () => process.sizes.at(-1)?.rows === 20);
    second.detach();
    expect(session.info()).toMatchObject({ terminal: { rows: 40, cols: 70 }, viewers: 1 });
    await until({ what: 'the size', milliseconds: 5000 }, () => process.sizes.at(-1)?.rows === 40);
  });

  test('waits with its viewers and what they type while the channel is lost', async () => {
    const { agent, session, process } = world();
    const guest = await agent.connect();
    await session.resume(guest, true);
    const viewer = client();
    const { input } = await session.attach(viewer, { rows: 24, cols: 80 });
    guest.destroy();
    session.lost();
    input.write('held');
    process.say('meanwhile');
    expect(viewer.ends).toEqual([]);
    await session.resume(await agent.connect(), false);
    await sees(viewer.seen, 'meanwhile');
    await sees(() => process.typed, 'held');
  });

  test('shows whoever comes after its end the last screen, and the end', async () => {
    const { agent, session, process } = world();
    await session.resume(await agent.connect(), true);
    const [before, after] = [client(), client()];
    await session.attach(before, { rows: 24, cols: 80 });
    process.say('last words');
    process.end({ exitCode: 5 });
    const ended = await session.wait();
    await session.attach(after, { rows: 24, cols: 80 });
    expect([before.ends, after.ends]).toEqual([[ended], [ended]]);
    expect([before.seen(), after.seen()]).toEqual([
      expect.stringContaining('last words'),
      expect.stringContaining('last words'),
    ]);
    await expectFailure('has_a_terminal', () =>
      session.readLog({ tail: null, follow: false, signal: new AbortController().signal }),
    );
  });

  test('goes on with the next daemon, and its viewers are let go without an end', async () => {
    const { home, agent, session, process } = world();
    await session.resume(await agent.connect(), true);
    const [before, after] = [client(), client()];
    await session.attach(before, { rows: 24, cols: 80 });
    process.say('shown before');
    await sees(before.seen, 'shown before');
    await session.leave();
    expect(before.ends).toEqual([null]);
    const [row] = home.table.of(sandboxId);
    expect(row).toMatchObject({ state: 'running', stdoutAt: 12 });
    const next = new Session(home, row!);
    await next.resume(await agent.connect(), false);
    await next.attach(after, { rows: 24, cols: 80 });
    expect(after.seen()).toContain('shown before');
    await until({ what: 'a read from there', milliseconds: 5000 }, () =>
      agent.asked.includes('GET /v1/processes/1/stdout?from=12'),
    );
    await next.leave();
  });
});
