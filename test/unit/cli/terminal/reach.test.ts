import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Reach, type Started } from '../../../../daemon/cli/terminal/reach.js';
import { type Daemon } from '../../../../daemon/client/daemon.js';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { sandboxInfo, sessionInfo } from '../samples.js';

const started: Started = { sandbox: sandboxInfo(), session: sessionInfo() };
const lost = new BellglassFailure({ code: 'daemon_lost', data: {} });
const over = new BellglassFailure({ code: 'session_ended', data: { sessionId: '0123abcd' } });

/** A daemon that answers every call so, and the calls. */
function daemonThat(answers: () => Promise<unknown>): { daemon: Daemon; calls: unknown[] } {
  const calls: unknown[] = [];
  const call = async (method: string, params: object): Promise<unknown> => {
    calls.push([method, params]);
    return await answers();
  };
  return { daemon: { call } as unknown as Daemon, calls };
}

const exits: number[] = [];
const around = {
  exit: (status: number): never => {
    exits.push(status);
    throw new Error('exit');
  },
};
const reach = (): Reach => new Reach(around);
const signal = (number: number) => ['session.signal', { sessionId: '0123abcd', signal: number }];

describe('signals to a command whose program belongs to the daemon', () => {
  test('reach the program, and then end its sandbox', async () => {
    const { daemon, calls } = daemonThat(async () => await Promise.resolve({}));
    const one = reach();
    one.over(daemon, started);
    one.signal(2);
    one.cancel();
    await turn();
    expect(calls).toEqual([signal(2), ['sandbox.stop', { sandbox: '0123456789ab', graceMs: 0 }]]);
  });

  test('wait for a program that has not started yet; the second one does not', () => {
    const { daemon, calls } = daemonThat(async () => await Promise.resolve({}));
    const one = reach();
    one.signal(15);
    expect(() => {
      one.cancel();
    }).toThrow('exit');
    expect(() => {
      one.abandon();
    }).toThrow('exit');
    expect(exits).toEqual([130, 130]);
    one.over(daemon, started);
    expect(calls).toEqual([signal(15)]);
  });

  test('wait for the next daemon when one is lost', async () => {
    const gone = daemonThat(async () => await Promise.reject(lost));
    const next = daemonThat(async () => await Promise.resolve({}));
    const one = reach();
    one.over(gone.daemon, started);
    one.signal(2);
    await turn();
    one.signal(15);
    // The next daemon is there before the last call has failed.
    one.over(next.daemon, started);
    await turn();
    expect(next.calls).toEqual([signal(2), signal(15)]);
  });

  test('are no failure when the program has ended meanwhile', async () => {
    const { daemon, calls } = daemonThat(async () => await Promise.reject(over));
    const one = reach();
    one.over(daemon, started);
    one.signal(2);
    await turn();
    one.over(daemon, started);
    expect(calls).toEqual([signal(2)]);
  });
});
