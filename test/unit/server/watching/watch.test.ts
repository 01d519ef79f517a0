import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import { Changes } from '../../../../daemon/kept/events/changes.js';
import { notifications, type NotificationParams } from '../../../../daemon/protocol/methods.js';
import type { SandboxInfo } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { Watch, type Watched } from '../../../../daemon/server/watching/watch.js';
import { SocketReader, SocketWriter } from '../../../../daemon/transport/jsonRpc.js';
import { socketPair } from '../../../helpers/daemon/webSockets.js';
import { infoOf } from '../../../helpers/kept/infos.js';
import { settingsOf } from '../../../helpers/kept/rows.js';
import { until } from '../../../helpers/waiting.js';

const pause = 10;
const [a, b] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'];

/** Sandboxes by their ids that change as the test says. */
function world() {
  const sandboxes = new Map<string, SandboxInfo>();
  const changes = new Changes();
  const watched: Watched = {
    has: (id) => sandboxes.has(id),
    info: async (id) => await Promise.resolve(sandboxes.get(id) ?? null),
    listen: (listener) => changes.listen(listener),
  };
  const set = (id: string, name: string, ballast = 0): void => {
    sandboxes.set(id, infoOf(name, { id, settings: settingsOf({ env: { BALLAST: 'x'.repeat(ballast) } }) }));
    changes.tell(id);
  };
  const remove = (id: string): void => {
    sandboxes.delete(id);
    changes.tell(id);
  };
  return { watched, sandboxes, set, remove };
}

/** Somebody who watches, and what they were told as `id name`. */
function watcher(
  take: (event: NotificationParams<'sandbox.changed'>) => Promise<void> = async () => {
    await Promise.resolve();
  },
) {
  const told: string[] = [];
  const log: string[] = [];
  const watch = new Watch(
    async (event) => {
      told.push(`${event.id[0] ?? ''} ${event.sandbox?.name ?? 'gone'}`);
      await take(event);
    },
    log.push.bind(log),
    pause,
  );
  return { watch, told, log };
}

describe('a client that watches', () => {
  test('is told of changes, in their order', async () => {
    const { watched, set, remove } = world();
    const { watch, told } = watcher();
    watch.begin(watched);
    watch.answer([]);
    set(b, 'one');
    set(a, 'two');
    await sleep(5 * pause);
    set(b, 'three');
    remove(a);
    await sleep(5 * pause);
    expect(told).toEqual(['b one', 'a two', 'b three', 'a gone']);
  });

  test('is told once of many changes that come fast, and of the latest', async () => {
    const { watched, set } = world();
    const { watch, told } = watcher();
    watch.begin(watched);
    watch.answer([]);
    for (let number = 0; number < 1000; number += 1) set(number % 2 === 0 ? a : b, String(number));
    await sleep(5 * pause);
    expect(told).toEqual(['a 998', 'b 999']);
  });

  test('is told nothing before its answer, and then what changed meanwhile', async () => {
    const { watched, set, remove } = world();
    const { watch, told } = watcher();
    set(a, 'before');
    set(b, 'before');
    watch.begin(watched);
    set(a, 'meanwhile');
    remove(b);
    await sleep(5 * pause);
    expect(told).toEqual([]);
    // The list was made before the second one was removed.
    set(b, 'back');
    watch.answer([a, b]);
    remove(b);
    await sleep(5 * pause);
    expect(told).toEqual(['a meanwhile', 'b gone']);
  });

  test('is told nothing of what came and went between', async () => {
    const { watched, set, remove } = world();
    const { watch, told } = watcher();
    watch.begin(watched);
    watch.answer([]);
    set(a, 'short');
    remove(a);
    await sleep(5 * pause);
    expect(told).toEqual([]);
  });

  test('is told again of what changed while it was told', async () => {
    const { watched, set } = world();
    const seen: (string | undefined)[] = [];
    const { watch } = watcher(async ({ sandbox }) => {
      seen.push(sandbox?.name);
      if (seen.length === 1) set(a, 'second');
      await sleep(2 * pause);
    });
    watch.begin(watched);
    watch.answer([]);
    set(a, 'first');
    await sleep(10 * pause);
    expect(seen).toEqual(['first', 'second']);
  });

  test('and asks twice is told everything once', async () => {
    const { watched, set } = world();
    const { watch, told } = watcher();
    for (let time = 0; time < 2; time += 1) {
      watch.begin(watched);
      watch.answer([]);
    }
    set(a, 'one');
    await sleep(5 * pause);
    expect(told).toEqual(['a one']);
  });

  test('and goes is told no more, and is not listened for', async () => {
    const { watched, set } = world();
    let listeners = 0;
    const counted: Watched = {
      ...watched,
      listen: (listener) => {
        const stop = watched.listen(listener);
        listeners += 1;
        return () => {
          listeners -= 1;
          stop();
        };
      },
    };
    const { watch, told } = watcher();
    watch.begin(counted);
    watch.answer([]);
    set(a, 'one');
    watch.close();
    watch.begin(counted);
    set(a, 'two');
    await sleep(5 * pause);
    expect([told, listeners]).toEqual([[], 0]);
    const late = watcher();
    late.watch.close();
    late.watch.begin(counted);
    expect(listeners).toBe(0);
  });

  test('is told of every other one when one cannot be looked at, and of that one once it can', async () => {
    const { watched, set } = world();
    let broken = true;
    const { watch, told, log } = watcher();
    watch.begin({
      ...watched,
      info: async (id) => {
        if (id === a && broken) throw new Error('the disk is on fire');
        return await watched.info(id);
      },
    });
    watch.answer([]);
    set(a, 'one');
    set(b, 'one');
    await sleep(5 * pause);
    expect(told).toEqual(['b one']);
    expect(log).toEqual([`sandbox.watch: ${a} could not be looked at: Error: the disk is on fire`]);
    broken = false;
    set(a, 'two');
    await sleep(5 * pause);
    expect(told).toEqual(['b one', 'a two']);
  });

  test('and cannot be reached is not tried again', async () => {
    const { watched, set } = world();
    const { watch, told } = watcher(async () => {
      await Promise.reject(new Error('gone'));
    });
    watch.begin(watched);
    watch.answer([]);
    set(a, 'one');
    await sleep(5 * pause);
    set(a, 'two');
    await sleep(5 * pause);
    expect(told).toEqual(['a one']);
  });
});

describe('a client that does not read', () => {
  test('is noted once a sandbox, however often that changes', async () => {
    const { watched, set, remove } = world();
    const { watch, told } = watcher(async () => {
      await new Promise(() => undefined);
    });
    watch.begin(watched);
    watch.answer([]);
    set(a, 'one');
    await sleep(5 * pause);
    for (let number = 0; number < 10_000; number += 1) {
      const id = number.toString(16).padStart(12, '0');
      set(id, 'short');
      remove(id);
      set(a, String(number));
    }
    await sleep(5 * pause);
    expect(told).toEqual(['a one']);
    expect(watch.waiting).toBe(1);
  });

  test('holds one event in the daemon, and is told the latest once it reads', async () => {
    const { near, far } = await socketPair();
    const connection = createMessageConnection(new SocketReader(far), new SocketWriter(far));
    connection.listen();
    const { watched, set } = world();
    const watch = new Watch(
      async (event) => {
        await connection.sendNotification('sandbox.changed', event);
      },
      () => undefined,
      1,
    );
    watch.begin(watched);
    watch.answer([]);
    near.pause();
    const megabyte = 1_000_000;
    for (let number = 0; number <= 100; number += 1) {
      set(number % 2 === 0 ? a : b, String(number), megabyte);
      await sleep(2);
    }
    expect(far.bufferedAmount).toBeLessThan(2 * megabyte);
    const seen = new Map<string, string | undefined>();
    let events = 0;
    near.on('message', (data: Buffer) => {
      const { params } = JSON.parse(data.toString()) as { params: unknown };
      const { id, sandbox } = notifications['sandbox.changed'].parse(params);
      seen.set(id, sandbox?.name);
      events += 1;
    });
    near.resume();
    await until(
      { what: 'the latest of both', milliseconds: 5000 },
      () => seen.get(a) === '100' && seen.get(b) === '99',
    );
    expect(events).toBeLessThan(8);
  });
});
