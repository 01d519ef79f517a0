import { cpus, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { checkLimits } from '../../../daemon/run/checkLimits.js';
import { expectFailure } from '../../helpers/failures.js';
import { requestOf } from '../../helpers/request.js';

const hostMiB = Math.floor(totalmem() / 1024 / 1024);

test('memory is a gibibyte when none is asked for, or what is asked for', () => {
  expect(checkLimits(requestOf(['true']))).toBe(Math.min(1024, hostMiB));
  expect(checkLimits(requestOf(['true'], { memoryMiB: 256 }))).toBe(256);
});

test('more than the host has is refused with both numbers', async () => {
  const memory = await expectFailure('memory_beyond_host', () =>
    checkLimits(requestOf(['true'], { memoryMiB: hostMiB + 1 })),
  );
  expect(memory.data).toEqual({ requestedMiB: hostMiB + 1, hostMiB });
  const count = Math.min(cpus().length, 16);
  const processors = await expectFailure('cpus_beyond_host', () =>
    checkLimits(requestOf(['true'], { cpus: count + 1 })),
  );
  expect(processors.data).toEqual({ requested: count + 1, host: count });
});

test('too little memory to start is refused', async () => {
  await expectFailure('memory_too_small', () => checkLimits(requestOf(['true'], { memoryMiB: 64 })));
});

test('an argument that Linux would not take, and arguments that are too many, are refused', async () => {
  await expectFailure('arguments_too_large', () => checkLimits(requestOf(['x'.repeat(128 * 1024)])));
  await expectFailure('arguments_too_large', () =>
    checkLimits(requestOf(['true'], { env: { A: 'ü'.repeat(64 * 1024) } })),
  );
  await expectFailure('arguments_too_large', () =>
    checkLimits(requestOf(Array.from({ length: 60_000 }, () => 'nine byte'))),
  );
});
