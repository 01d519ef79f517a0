import { afterEach, describe, expect, test, vi } from 'vitest';
import type { KeptSandbox } from '../../../daemon/kept/keptSandbox.js';
import { Ticker } from '../../../daemon/kept/ticker.js';
import { settingsOf } from '../../helpers/kept/rows.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** As much of a sandbox as the ticker looks at; its machine is this process. */
function sandbox(settings: { ttlMs?: number; idleStopMs?: number }, quietFor: number, state = 'running') {
  const stopped: string[] = [];
  const told: boolean[] = [];
  const kept = {
    state,
    settings: settingsOf(settings),
    quietFor,
    sandbox: { machine: { pid: process.pid } },
    tellTime: (jumped: boolean) => told.push(jumped),
    stopItself: (reason: string) => stopped.push(reason),
    stopWhenIdle: () => stopped.push('idle'),
  };
  return { kept: kept as unknown as KeptSandbox, stopped, told };
}

function tick(...sandboxes: KeptSandbox[]): void {
  const ticker = new Ticker(
    () => sandboxes,
    () => undefined,
  );
  ticker.tick();
  ticker.stop();
}

describe('each period', () => {
  test('a sandbox whose time to live is up is stopped, and no other', () => {
    const over = sandbox({ ttlMs: 1 }, 0);
    const young = sandbox({ ttlMs: 2 ** 31 - 1 }, 0);
    const without = sandbox({}, 10 ** 9);
    const still = sandbox({ ttlMs: 1 }, 0, 'stopping');
    tick(over.kept, young.kept, without.kept, still.kept);
    expect([over, young, without, still].map(({ stopped }) => stopped)).toEqual([['expired'], [], [], []]);
  });

  test('a sandbox in which nothing ran for its idle time is stopped', () => {
    const idle = sandbox({ idleStopMs: 1000 }, 1000);
    const busy = sandbox({ idleStopMs: 1000 }, 999);
    tick(idle.kept, busy.kept);
    expect([idle.stopped, busy.stopped]).toEqual([['idle'], []]);
  });

  test('the guests are told the time when the host has slept or was set, and otherwise only where it is due', () => {
    const one = sandbox({}, 0);
    const lines: string[] = [];
    const ticker = new Ticker(
      () => [one.kept],
      (line) => lines.push(line),
    );
    ticker.tick();
    const hour = 3_600_000;
    const now = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(now + hour);
    ticker.tick();
    expect(lines).toEqual([expect.stringMatching(/^the clock jumped by 3\d{6} ms$/)]);
    ticker.tick();
    vi.spyOn(Date, 'now').mockReturnValue(now - hour);
    ticker.tick();
    expect(one.told).toEqual([false, true, false, true]);
    ticker.stop();
  });
});
