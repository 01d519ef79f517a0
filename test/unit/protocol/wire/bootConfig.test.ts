import { test } from 'vitest';
import { bootConfig, clock } from '../../../../daemon/protocol/wire/bootConfig.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';

test.each([
  ['boot-config', bootConfig],
  ['boot-config.disk', bootConfig],
  ['clock', clock],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});
