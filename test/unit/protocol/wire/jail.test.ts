import { test } from 'vitest';
import { jailReport } from '../../../../daemon/protocol/wire/jail.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';

test.each([['machine-spec.jail', jailReport]] as const)(
  '%s is the same for the daemon and the native programs',
  (name, schema) => {
    expectSameOnBothSides(name, schema);
  },
);
