import { expect, test } from 'vitest';
import { inputFailure, outputFailure } from '../../../../daemon/cli/program/report.js';

test('standard input that failed is said, in one sentence', () => {
  expect(inputFailure(new Error('EIO: i/o error, read'))).toBe(
    'Standard input could not be read to its end (EIO: i/o error, read), so for the program it ended there.',
  );
});

test('output that could not be written is told of, with the reason', () => {
  const told = outputFailure(new Error('ENOSPC: no space\u001b'));
  expect(told).toContain('Output could not be written (ENOSPC: no space');
  expect(told).not.toContain('\u001b');
});
