import { test } from 'vitest';
import { failureRecord, machineSpec } from '../../../../daemon/protocol/wire/machineSpec.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';

test.each([
  ['machine-spec.libkrun', machineSpec],
  ['machine-spec.qemu', machineSpec],
  ['machine-spec.failure', failureRecord],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});
