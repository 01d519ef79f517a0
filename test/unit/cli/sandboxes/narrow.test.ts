import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../../daemon/cli/arguments/filter.js';
import { narrow } from '../../../../daemon/cli/sandboxes/narrow.js';
import { sandboxInfo } from '../samples.js';

const all = [
  sandboxInfo({ id: '0a0000000000', name: 'dev', state: 'running' }),
  sandboxInfo({ id: '0b0000000000', name: 'dev-two', state: 'stopped' }),
  sandboxInfo({ id: '0c0000000000', name: 'web', state: 'running' }),
];

function named(filters: readonly string[], last: number | null = null): string {
  return narrow(all, { filters: filters.map(parseFilter), last })
    .map(({ name }) => name)
    .join(' ');
}

describe('a list that is narrowed', () => {
  test.each([
    [[], 'dev dev-two web'],
    [['name=dev'], 'dev dev-two'],
    [['name=^dev$'], 'dev'],
    [['name=nobody'], ''],
    [['id=0c'], 'web'],
    [['status=exited'], 'dev-two'],
    [['name=web', 'name=two'], 'dev-two web'],
    [['name=dev', 'status=running'], 'dev'],
    [['status=running', 'status=stopped', 'name=dev', 'name=web', 'id=^0[bc]'], 'dev-two web'],
  ])('by %j has: %s', (filters, names) => {
    expect(named(filters)).toBe(names);
  });

  test('has the last of those that pass', () => {
    expect(named([], 1)).toBe('web');
    expect(named([], 2)).toBe('dev-two web');
    expect(named([], 9)).toBe('dev dev-two web');
    expect(named(['name=dev'], 1)).toBe('dev-two');
  });
});
