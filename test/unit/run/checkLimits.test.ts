import { execFileSync } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { checkLimits, usableMiB } from '../../../daemon/run/checkLimits.js';
import { expectFailure } from '../../helpers/failures.js';
import { inProject } from '../../helpers/project.js';
import { requestOf } from '../../helpers/daemon/request.js';
import { scratch } from '../../helpers/scratch.js';

const hostMiB = usableMiB(totalmem(), process.constrainedMemory());

test('memory is a gibibyte when none is asked for, or what is asked for', () => {
  expect(checkLimits(requestOf(['true']))).toBe(Math.min(1024, hostMiB));
  expect(checkLimits(requestOf(['true'], { memoryMiB: 256 }))).toBe(256);
});

test('more than the host has is refused with both numbers', async () => {
  const memory = await expectFailure('memory_beyond_host', () =>
    checkLimits(requestOf(['true'], { memoryMiB: hostMiB + 1 })),
  );
  expect(memory.data).toEqual({ requestedMiB: hostMiB + 1, hostMiB });
  const count = Math.min(availableParallelism(), 16);
  const processors = await expectFailure('cpus_beyond_host', () =>
    checkLimits(requestOf(['true'], { cpus: count + 1 })),
  );
  expect(processors.data).toEqual({ requested: count + 1, host: count });
});

test('a control group bounds memory, and one without a bound does not', () => {
  const [gibibyte, endless] = [1024 ** 3, 2 ** 64];
  expect([usableMiB(8 * gibibyte, gibibyte), usableMiB(gibibyte, 0), usableMiB(gibibyte, endless)]).toEqual([
    1024, 1024, 1024,
  ]);
});

test('CPUs that this process may not use are none of its', async () => {
  const program = `${scratch()}/checks.mjs`;
  const contents = `import { checkLimits } from ${JSON.stringify(inProject('daemon/run/checkLimits.ts'))};
    try { checkLimits(${JSON.stringify(requestOf(['true'], { cpus: 2 }))}); } catch (thrown) { console.log(JSON.stringify(thrown.error)); }`;
  const stdin = { contents, resolveDir: inProject('.'), loader: 'ts' as const };
  await build({ stdin, outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const output = execFileSync('taskset', ['-c', '0', process.execPath, program], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual({ code: 'cpus_beyond_host', data: { requested: 2, host: 1 } });
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
