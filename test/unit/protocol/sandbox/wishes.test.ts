import { expect, test } from 'vitest';
import {
  cpusWish,
  hypervisorName,
  hypervisorWish,
  memoryWish,
  sandboxName,
} from '../../../../daemon/protocol/sandbox/wishes.js';

test('a hypervisor may be left to Bellglass, and a machine has a real one', () => {
  expect(hypervisorWish.options).toEqual(['auto', ...hypervisorName.options]);
  expect(hypervisorName.safeParse('auto').success).toBe(false);
  expect(hypervisorWish.safeParse('xen').success).toBe(false);
});

test.each([
  [null, true],
  [1, true],
  [1024, true],
  [0, false],
  [-1, false],
  [1.5, false],
  ['2', false],
  [1025, false],
])('%j CPUs may be asked for: %j', (cpus, allowed) => {
  expect(cpusWish.safeParse(cpus).success).toBe(allowed);
});

test.each([
  [null, true],
  [256, true],
  [16 * 1024 * 1024, true],
  [16 * 1024 * 1024 + 1, false],
  [0, false],
  [0.5, false],
  ['256', false],
])('%j MiB of memory may be asked for: %j', (memory, allowed) => {
  expect(memoryWish.safeParse(memory).success).toBe(allowed);
});

test.each([
  ['dev', true],
  ['a'.repeat(63), true],
  ['a'.repeat(64), false],
  ['0.a_b-c', true],
  ['-dev', false],
  ['.dev', false],
  ['de v', false],
  ['dév', false],
  ['dev\n', false],
  ['', false],
])('%j may be a sandbox’s name: %j', (name, allowed) => {
  expect(sandboxName.safeParse(name).success).toBe(allowed);
});
