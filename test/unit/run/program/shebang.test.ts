import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shebangOf } from '../../../../daemon/run/program/shebang.js';
import { tries } from '../../../helpers/full.js';

const of = (text: string) => shebangOf(Buffer.from(text));

test.each([
  ['#!/bin/sh\necho', '/bin/sh', []],
  ['#! /bin/sh -e\n', '/bin/sh', ['-e']],
  ['#!/usr/bin/awk -f -v x\n', '/usr/bin/awk', ['-f -v x']],
  ['#!/usr/bin/env python3\n', 'python3', []],
  ['#!/usr/bin/env -S node --no-warnings\n', 'node', ['--no-warnings']],
  ['#!/usr/bin/env -S A=1 B=2 ruby -w\n', 'ruby', ['-w']],
  ['#!/bin/sh\r\n', '/bin/sh', []],
  ['#!/bin/sh', '/bin/sh', []],
])('%j names %s %j', (text, program, args) => {
  expect(of(text)).toEqual({ program, args });
});

test.each(['', '#', '#!', '#!\n/bin/sh', ' #!/bin/sh', 'print(1)', '#!/usr/bin/env -i\n'])(
  '%j names nothing',
  (text) => {
    expect(of(text)).toBeNull();
  },
);

test('any bytes name something or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const shebang = shebangOf(Buffer.concat([Buffer.from('#!'), bytes]));
      if (shebang !== null) expect(shebang.program).not.toBe('');
    }),
    tries(),
  );
});
