import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../../daemon/cli/arguments/filter.js';
import { UsageError } from '../../../../daemon/cli/arguments/usage.js';
import { tries } from '../../../helpers/full.js';

describe('what follows --filter', () => {
  test.each([
    ['name=dev', { key: 'name', pattern: /dev/ }],
    ['name=^a=b$', { key: 'name', pattern: /^a=b$/ }],
    ['name=', { key: 'name', pattern: new RegExp('') }],
    [' ID = 0a1b ', { key: 'id', pattern: /0a1b/ }],
    ['status=running', { key: 'status', state: 'running' }],
    ['status=exited', { key: 'status', state: 'stopped' }],
  ])('%s', (value, filter) => {
    expect(parseFilter(value)).toEqual(filter);
  });

  test.each([
    ['dev', 'it has no "="'],
    ['label=x', 'its key is none of id, name and status'],
    ['=x', 'its key is none of id, name and status'],
    ['status=paused', 'a status is one of created, starting, running, stopping, stopped'],
    ['name=[', 'its value is no regular expression'],
  ])('%s is refused in one sentence', (value, reason) => {
    expect(() => parseFilter(value)).toThrow(
      `The filter "${value}" cannot be used: ${reason}. Write it as name=dev, status=running or id=0a1b.`,
    );
  });

  test('is a filter or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('name=', 'id=', 'status=')), fc.string(), (start, rest) => {
        try {
          expect(['id', 'name', 'status']).toContain(parseFilter(start + rest).key);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UsageError);
        }
      }),
      tries(),
    );
  });
});
