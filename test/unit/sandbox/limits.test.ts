import { execFileSync } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { checkLimits, hostMemoryMiB, usableMiB, wordsOf } from '../../../daemon/sandbox/limits.js';
import { expectFailure } from '../../helpers/failures.js';
import { bundleText } from '../../helpers/bundle.js';
import { scratch } from '../../helpers/scratch.js';

const hostMiB = usableMiB(totalmem(), process.constrainedMemory());

test('memory is a gibibyte when none is asked for, or what is asked for', () => {
  expect(checkLimits(null, null, ['true'])).toBe(Math.min(1024, Math.floor(hostMiB * 0.8)));
  expect(checkLimits(256, 1, ['true'])).toBe(256);
});

test('more than the host has is refused with both numbers', async () => {
  expect(hostMemoryMiB()).toBe(hostMiB);
  const memory = await expectFailure('memory_beyond_host', () => checkLimits(hostMiB + 1, null, []));
  expect(memory.data).toEqual({ requestedMiB: hostMiB + 1, hostMiB });
  const count = Math.min(availableParallelism(), 16);
  const processors = await expectFailure('cpus_beyond_host', () => checkLimits(null, count + 1, []));
  expect(processors.data).toEqual({ requested: count + 1, host: count });
});

test('a control group bounds memory, and one without a bound does not', () => {
  const [gibibyte, endless] = [1024 ** 3, 2 ** 64];
  expect([usableMiB(8 * gibibyte, gibibyte), usableMiB(gibibyte, 0), usableMiB(gibibyte, endless)]).toEqual([
    1024, 1024, 1024,
  ]);
});

test('CPUs that this process may not use are none of its', async () => {
  const text = `import { checkLimits } from './daemon/sandbox/limits.js';
    try { checkLimits(null, 2, []); } catch (thrown) { console.log(JSON.stringify(thrown.error)); }`;
  const program = await bundleText(text, `${scratch()}/checks.mjs`);
  const output = execFileSync('taskset', ['-c', '0', process.execPath, program], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual({ code: 'cpus_beyond_host', data: { requested: 2, host: 1 } });
});

test('too little memory to start is refused', async () => {
  await expectFailure('memory_too_small', () => checkLimits(64, null, ['true']));
});

test('the environment counts with the arguments, as the kernel has it', () => {
  expect(wordsOf(['env', '-0'], { A: '1', B: '' })).toEqual(['env', '-0', 'A=1', 'B=']);
});

test('an argument that Linux would not take, and arguments that are too many, are refused', async () => {
  await expectFailure('arguments_too_large', () => checkLimits(null, null, ['x'.repeat(128 * 1024)]));
  await expectFailure('arguments_too_large', () =>
    checkLimits(null, null, wordsOf(['true'], { A: 'ü'.repeat(64 * 1024) })),
  );
  await expectFailure('arguments_too_large', () =>
    checkLimits(
      null,
      null,
      Array.from({ length: 60_000 }, () => 'nine byte'),
    ),
  );
});
