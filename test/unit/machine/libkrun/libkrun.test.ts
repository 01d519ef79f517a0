import { expect, test } from 'vitest';
import { libkrun } from '../../../../daemon/machine/libkrun/libkrun.js';
import { machineSpec } from '../../../../daemon/protocol/wire/machineSpec.js';
import { directory, plan } from '../../../helpers/guest/plan.js';
import { expectGolden } from '../../../helpers/golden.js';

test('the specification is the one that was reviewed', async () => {
  const spec = machineSpec.parse(await libkrun.specify({ ...plan, cpus: 2 }, directory));
  expectGolden('spec-libkrun.json', `${JSON.stringify(spec, null, 2)}\n`);
});

test('at most two CPUs are given when none is asked for', async () => {
  expect([1, 2]).toContain((await libkrun.specify(plan, directory)).cpus);
});
