import { describe, expect, test } from 'vitest';
import type { Daemon } from '../../../daemon/client/daemon.js';
import type { NotificationParams } from '../../../daemon/protocol/methods.js';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { settingsOf } from '../../helpers/kept/rows.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const settings = settingsOf({ memoryMiB: 256, diskMiB: 256 });
const process = { argv: ['sleep', '1000'], env: {}, cwd: null, user: null };

type Event = NotificationParams<'sandbox.changed'>;

/** A window that watches: the sandboxes as it believes they are, and every event. */
class Window {
  readonly events: Event[] = [];
  readonly sandboxes = new Map<string, SandboxInfo>();

  private constructor(readonly daemon: Daemon) {}

  static async open(): Promise<Window> {
    const window = new Window(await daemonOf(session));
    window.daemon.onSandboxChanged((event) => {
      window.events.push(event);
      if (event.sandbox === null) window.sandboxes.delete(event.id);
      else window.sandboxes.set(event.id, event.sandbox);
    });
    const { sandboxes } = await window.daemon.call('sandbox.watch', {});
    for (const sandbox of sandboxes) window.sandboxes.set(sandbox.id, sandbox);
    return window;
  }

  /** Waits until the latest that it was told of the sandbox with that id matches. */
  async sees(what: string, id: string, matches: (sandbox: SandboxInfo | undefined) => boolean): Promise<void> {
    await until({ what: `${what} is told`, milliseconds: 30_000 }, () => matches(this.sandboxes.get(id)));
  }

  /** What it was told one after the other, without repetitions. */
  steps(told: (sandbox: SandboxInfo | null) => string): string[] {
    const all = this.events.map(({ sandbox }) => told(sandbox));
    return all.filter((step, index) => step !== all[index - 1]);
  }

  /** Whether it believes what the daemon says. The size of a disk is told with other changes only. */
  async isRight(): Promise<boolean> {
    const { sandboxes } = await this.daemon.call('sandbox.list', {});
    const plain = (all: SandboxInfo[]) =>
      JSON.stringify(all.map((one) => ({ ...one, diskBytes: 0 })).sort((one, other) => (one.id < other.id ? -1 : 1)));
    return plain(sandboxes) === plain([...this.sandboxes.values()]);
  }
}

const idOf = (sandboxes: Iterable<SandboxInfo>, name: string): string =>
  [...sandboxes].find((sandbox) => sandbox.name === name)?.id ?? '';

describe('two windows and the command line', () => {
  test('see what the others do, in its order, and end with what is', async () => {
    const [one, two] = [await Window.open(), await Window.open()];
    const both = [one, two];
    const seen = async (what: string, id: string, matches: (sandbox: SandboxInfo | undefined) => boolean) => {
      for (const window of both) await window.sees(what, id, matches);
    };

    const { id } = await one.daemon.call('sandbox.create', { name: 'dev', settings });
    await seen('creating', id, (sandbox) => sandbox?.state === 'created');
    expect(await session.bellglass(['start', 'dev'])).toMatchObject({ status: 0 });
    await seen('starting', id, (sandbox) => sandbox?.state === 'running' && sandbox.machine !== null);

    const started = await two.daemon.call('session.start', {
      sandbox: 'dev',
      process,
      terminal: { rows: 24, cols: 80 },
    });
    await seen('a session', id, (sandbox) => sandbox?.sessions[0]?.state === 'running');
    const terminal = await one.daemon.attach(started.id, { rows: 30, cols: 100 });
    terminal.output.resume();
    await seen('a viewer', id, (sandbox) => sandbox?.sessions[0]?.viewers === 1);
    await seen('its size', id, (sandbox) => sandbox?.sessions[0]?.terminal?.cols === 100);
    terminal.resize({ rows: 31, cols: 101 });
    await seen('a resize', id, (sandbox) => sandbox?.sessions[0]?.terminal?.rows === 31);
    terminal.close();
    await seen('no viewer', id, (sandbox) => sandbox?.sessions[0]?.viewers === 0);
    await two.daemon.call('session.signal', { sessionId: started.id, signal: 9 });
    await seen('the session’s end', id, (sandbox) => sandbox?.sessions[0]?.signal === 9);

    expect(await session.bellglass(['rename', 'dev', 'renamed'])).toMatchObject({ status: 0 });
    await seen('the name', id, (sandbox) => sandbox?.name === 'renamed');
    await one.daemon.call('sandbox.stop', { sandbox: 'renamed', graceMs: 0 });
    await seen('stopping', id, (sandbox) => sandbox?.state === 'stopped' && sandbox.end?.reason === 'asked');
    for (const window of both) await until({ what: 'what is', milliseconds: 5000 }, async () => await window.isRight());
    expect(await session.bellglass(['rm', 'renamed'])).toMatchObject({ status: 0 });
    await seen('removing', id, (sandbox) => sandbox === undefined);

    for (const window of both) {
      // Where a machine ends at once its stopping is told with its end.
      const states = window.steps((sandbox) => sandbox?.state ?? 'gone').filter((state) => state !== 'stopping');
      expect(states).toEqual(['created', 'starting', 'running', 'stopped', 'gone']);
      expect(window.events.at(-1)).toEqual({ id, sandbox: null });
      expect(await window.isRight()).toBe(true);
      window.daemon.close();
    }
  });

  test('see a sandbox that ends by itself, and one that is made and removed by a command', async () => {
    const window = await Window.open();
    expect(
      await session.bellglass([
        'run',
        '--name',
        'short',
        '--memory',
        '256m',
        '--disk',
        '256m',
        '-d',
        '--',
        'sleep',
        '2',
      ]),
    ).toMatchObject({ status: 0 });
    await until({ what: 'the start', milliseconds: 30_000 }, () => idOf(window.sandboxes.values(), 'short') !== '');
    const id = idOf(window.sandboxes.values(), 'short');
    await window.sees('its end', id, (sandbox) => sandbox === undefined);
    const states = window.steps((sandbox) => sandbox?.state ?? 'gone');
    expect(states[0]).toMatch(/^(created|starting)$/);
    expect(states).toEqual(expect.arrayContaining(['running', 'gone']));
    expect(states.at(-1)).toBe('gone');
    expect(await window.isRight()).toBe(true);
    window.daemon.close();
  });
});

test('a window that opens later is told what there is', async () => {
  const first = await daemonOf(session);
  const { id } = await first.call('sandbox.create', { name: 'later', settings });
  first.close();
  const window = await Window.open();
  expect([...window.sandboxes.keys()]).toEqual([id]);
  expect(window.events).toEqual([]);
  await window.daemon.call('sandbox.remove', { sandbox: id, force: true });
  await window.sees('its end', id, (sandbox) => sandbox === undefined);
  window.daemon.close();
});

test('a window is told how its sandboxes ended when the daemon is stopped', async () => {
  const window = await Window.open();
  const { id } = await window.daemon.call('sandbox.create', { name: 'ends', settings });
  await window.daemon.call('sandbox.start', { sandbox: id });
  await window.sees('its start', id, (sandbox) => sandbox?.state === 'running');
  expect(await session.bellglass(['daemon', 'stop'])).toMatchObject({ status: 0 });
  await window.daemon.lost;
  expect(window.sandboxes.get(id)).toMatchObject({ state: 'stopped', machine: null, end: { reason: 'asked' } });
  expect(await session.bellglass(['rm', 'ends'])).toMatchObject({ status: 0 });
});
