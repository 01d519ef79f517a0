import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BellglassError, bellglassError, errorCodes } from '../../../daemon/protocol/errors.js';
import { sentence } from '../../../daemon/protocol/sentences.js';
import * as z from 'zod';
import { commandLineWays } from '../../../daemon/protocol/sentences/ways.js';
import { sampleErrors } from '../../helpers/errors.js';
import { tries } from '../../helpers/full.js';

/** Any value of a schema of the table of errors. */
function any(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) {
    return fc.record(Object.fromEntries(Object.entries(schema.shape).map(([key, field]) => [key, any(field)])));
  }
  if (schema instanceof z.ZodArray) return fc.array(any(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 0, max: 1_000_000 });
  return fc.string({ maxLength: 30, unit: 'binary' });
}

const errors = bellglassError.options.map((option) => ({
  code: option.shape.code.value,
  data: any(option.shape.data),
}));

describe('sentences', () => {
  test.each(errors)('$code has a sentence on one line, with nothing that a terminal obeys', ({ code, data }) => {
    fc.assert(
      fc.property(data, (values) => {
        const text = sentence({ code, data: values } as BellglassError);
        expect(text).toMatch(/[.!]$|[^.]$/);
        // eslint-disable-next-line no-control-regex -- control characters are what must not be there
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(text).not.toContain('undefined');
      }),
      tries(30),
    );
  });

  test('say what happened and what to do', () => {
    expect(sentence({ code: 'workspace_too_broad', data: { path: '/', what: 'root' } })).toBe(
      'The workspace "/" is the whole file system, so the sandbox would see everything in it. Choose a project\'s directory.',
    );
    expect(sentence({ code: 'workspace_too_broad', data: { path: '/home/a', what: 'home' } })).toMatch(
      /project's directory, or insist with --allow-broad-workspace\.$/,
    );
    expect(
      sentence({ code: 'no_hypervisor', data: { reasons: [{ hypervisor: 'libkrun', reason: 'no /dev/kvm' }] } }),
    ).toContain('Bellglass runs nothing outside of one. libkrun: no /dev/kvm.');
  });

  test('speak of the command line unless another front end says how it is done there', () => {
    for (const error of sampleErrors().flat()) expect(sentence(error)).toBe(sentence(error, commandLineWays));
    const error = { code: 'memory_beyond_host', data: { requestedMiB: 9000, hostMiB: 4096 } } as const;
    const asked = '9000 MiB of memory were asked for and this machine has 4096 MiB. Ask for less with';
    expect(sentence(error)).toBe(`${asked} --memory.`);
    expect(sentence(error, { ...commandLineWays, memory: 'a slider' })).toBe(`${asked} a slider.`);
  });

  test('there is one for every code', () => {
    expect(errors.map(({ code }) => code)).toEqual(errorCodes);
  });
});
