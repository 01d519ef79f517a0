import { describe, expect, test } from 'vitest';
import { usageCodes, UsageError } from '../../../../daemon/cli/arguments/usage.js';

describe('a malformed command line', () => {
  test('is an error with a code, its data and a sentence', () => {
    const error = new UsageError('bad_memory', { value: '5x' });
    expect(error).toMatchObject({ name: 'UsageError', problem: 'bad_memory', data: { value: '5x' } });
    expect(error.message).toMatch(/^"5x" is no size of memory; .*\.$/);
  });

  test('never writes a terminal’s commands back', () => {
    expect(new UsageError('bad_cpus', { value: '\u001b[2J' }).message).not.toContain('\u001b');
  });

  test('has codes in snake_case, each once', () => {
    expect(usageCodes.every((code) => /^[a-z]+(_[a-z]+)*$/.test(code))).toBe(true);
    expect(new Set(usageCodes).size).toBe(usageCodes.length);
  });
});
