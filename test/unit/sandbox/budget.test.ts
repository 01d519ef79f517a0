import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedBy, Budget, totalOf, type Ticket } from '../../../daemon/sandbox/budget.js';
import { hostMemoryMiB } from '../../../daemon/sandbox/limits.js';
import { expectFailure } from '../../helpers/failures.js';
import { tries } from '../../helpers/full.js';

describe('the budget', () => {
  test('gives until it is used up, to the last MiB and CPU', () => {
    const budget = new Budget({ memoryMiB: 1024, cpus: 3 });
    budget.take(512, 1);
    budget.take(512, 2);
    expect(budget.used).toEqual({ memoryMiB: 1024, cpus: 3 });
  });

  test('refuses more with every number, and counts what it refused for nothing', async () => {
    const budget = new Budget({ memoryMiB: 1024, cpus: 3 });
    budget.take(1000, 2);
    const memory = await expectFailure('memory_total', () => budget.take(25, 1));
    expect(memory.data).toEqual({ requestedMiB: 25, usedMiB: 1000, limitMiB: 1024 });
    const cpus = await expectFailure('cpus_total', () => budget.take(24, 2));
    expect(cpus.data).toEqual({ requested: 2, used: 2, limit: 3 });
    expect(budget.used).toEqual({ memoryMiB: 1000, cpus: 2 });
  });

  test('takes back once, however often a ticket is released', () => {
    const budget = new Budget({ memoryMiB: 1024, cpus: 3 });
    const ticket = budget.take(512, 1);
    budget.take(512, 1);
    ticket.release();
    ticket.release();
    expect(budget.used).toEqual({ memoryMiB: 512, cpus: 1 });
  });

  test('never refuses what runs already, and counts it', async () => {
    const budget = new Budget({ memoryMiB: 256, cpus: 1 });
    const adopted = budget.adopt(1024, 4);
    await expectFailure('memory_total', () => budget.take(1, 1));
    adopted.release();
    expect(() => budget.take(256, 1)).not.toThrow();
  });

  test('that shrinks refuses from then on, and what is held stays', async () => {
    const budget = new Budget({ memoryMiB: 1024, cpus: 8 });
    budget.take(512, 1);
    budget.allow({ memoryMiB: 600, cpus: 8 });
    expect(budget.total).toEqual({ memoryMiB: 600, cpus: 8 });
    expect(budget.used.memoryMiB).toBe(512);
    await expectFailure('memory_total', () => budget.take(128, 1));
  });

  test('is whole again after any order of taking and releasing, and never overdrawn', () => {
    const steps = fc.array(fc.record({ memoryMiB: fc.nat(600), cpus: fc.nat(4), release: fc.boolean() }));
    const holds = fc.property(steps, (all) => {
      const budget = new Budget({ memoryMiB: 1000, cpus: 6 });
      const tickets: Ticket[] = [];
      for (const { memoryMiB, cpus, release } of all) {
        if (release) tickets.pop()?.release();
        else if (budget.used.memoryMiB + memoryMiB <= 1000 && budget.used.cpus + cpus <= 6)
          tickets.push(budget.take(memoryMiB, cpus));
        else expect(() => budget.take(memoryMiB, cpus)).toThrow();
        expect(budget.used.memoryMiB).toBeLessThanOrEqual(1000);
        expect(budget.used.cpus).toBeLessThanOrEqual(6);
      }
      for (const ticket of tickets) ticket.release();
      expect(budget.used).toEqual({ memoryMiB: 0, cpus: 0 });
    });
    fc.assert(holds, tries());
  });
});

describe('what all together may have', () => {
  const unset = { totalMemoryMiB: null, totalCpus: null };

  test('is 80 % of the memory and 16 CPUs for each of the host, at least 64', () => {
    expect(totalOf(unset, { memoryMiB: 16_384, cpus: 12 })).toEqual({ memoryMiB: 13_107, cpus: 192 });
    expect(totalOf(unset, { memoryMiB: 1000, cpus: 1 })).toEqual({ memoryMiB: 800, cpus: 64 });
  });

  test('is what the settings say, each for itself', () => {
    const host = { memoryMiB: 16_384, cpus: 12 };
    expect(totalOf({ totalMemoryMiB: 2048, totalCpus: null }, host)).toEqual({ memoryMiB: 2048, cpus: 192 });
    expect(totalOf({ totalMemoryMiB: null, totalCpus: 4 }, host)).toEqual({ memoryMiB: 13_107, cpus: 4 });
  });

  test('is counted from this host', () => {
    const host = { memoryMiB: hostMemoryMiB(), cpus: availableParallelism() };
    expect(allowedBy(unset)).toEqual(totalOf(unset, host));
  });
});
