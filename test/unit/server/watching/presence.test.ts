import { describe, expect, test } from 'vitest';
import { Presence } from '../../../../daemon/server/watching/presence.js';

/** A presence, and what it was whenever it told that it may be another. */
function observed() {
  const seen: boolean[] = [];
  const presence: Presence = new Presence(() => {
    seen.push(presence.counts);
  });
  return { presence, seen };
}

describe('a client', () => {
  test('counts from its connection on, whatever it calls', async () => {
    const { presence, seen } = observed();
    expect(presence.counts).toBe(true);
    await presence.during(async () => {
      await Promise.resolve();
    });
    expect([presence.counts, seen]).toEqual([true, [true, true]]);
  });

  test('that watches counts while its calls last', async () => {
    const { presence, seen } = observed();
    presence.watch();
    expect([presence.counts, seen]).toEqual([false, [false]]);
    let finish: (value: number) => void = () => undefined;
    const long = presence.during(async () => await new Promise<number>((resolve) => (finish = resolve)));
    await presence.during(async () => {
      await Promise.resolve();
    });
    expect(presence.counts).toBe(true);
    finish(42);
    expect(await long).toBe(42);
    expect([presence.counts, seen.at(-1)]).toEqual([false, false]);
  });

  test('whose call fails does not count longer for it', async () => {
    const { presence } = observed();
    presence.watch();
    const failing = presence.during(async () => await Promise.reject(new Error('failed')));
    await expect(failing).rejects.toThrow('failed');
    expect(presence.counts).toBe(false);
  });
});
