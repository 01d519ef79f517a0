import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ActiveRun, RunStopped } from '../../../daemon/run/activeRun.js';
import { requestOf } from '../../helpers/daemon/request.js';

const run = (): ActiveRun => new ActiveRun('0123456789ab', requestOf(['true']), () => undefined);

describe('a run', () => {
  test('keeps signals until its program runs, in their order', () => {
    const one = run();
    const seen: number[] = [];
    one.signal(2);
    one.signal(15);
    one.deliverSignals((signal) => seen.push(signal));
    one.signal(9);
    expect(seen).toEqual([2, 15, 9]);
    one.deliverSignals(null);
    one.signal(1);
    expect(seen).toEqual([2, 15, 9]);
  });

  test('is stopped once, for the first reason', () => {
    const one = run();
    expect(one.stoppedBy).toBeNull();
    one.stop('timedOut');
    one.stop('cancelled');
    expect(one.stoppedBy).toBe('timedOut');
    expect(one.stopped.reason).toBeInstanceOf(RunStopped);
  });

  test('that is made to fail was ended by nobody, and its reason is the error', () => {
    const one = run();
    one.fail({ code: 'shutting_down', data: {} });
    expect(one.stoppedBy).toBeNull();
    expect(one.stopped.reason).toMatchObject({ error: { code: 'shutting_down' } });
  });

  test('ends its streams, and takes no more input', () => {
    const one = run();
    one.endStreams();
    expect([one.stdin.destroyed, one.stdout.writableEnded, one.stderr.writableEnded]).toEqual([true, true, true]);
  });

  test('has one time for all of its processes, from the first on', async () => {
    const one = new ActiveRun('0123456789ab', requestOf(['true'], { timeoutMs: 300 }), () => undefined);
    one.startTime();
    await sleep(200);
    one.startTime();
    await sleep(200);
    expect(one.stoppedBy).toBe('timedOut');
  });

  test('that has ended in its time is not stopped later, nor is one without a time', async () => {
    const one = new ActiveRun('0123456789ab', requestOf(['true'], { timeoutMs: 10 }), () => undefined);
    const endless = run();
    one.startTime();
    endless.startTime();
    one.endTime();
    await sleep(50);
    expect([one.stoppedBy, endless.stoppedBy]).toEqual([null, null]);
  });

  test('knows how long it has lasted', () => {
    expect(run().elapsed()).toBeGreaterThanOrEqual(0);
  });
});
