import { expect } from 'vitest';
import { type BellglassError, BellglassFailure, type ErrorCode } from '../../daemon/protocol/errors.js';

/** The error of a BellglassFailure that the work must end in. */
export async function failureOf(work: () => unknown): Promise<BellglassError> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof BellglassFailure) return thrown.error;
    throw thrown;
  }
  throw new Error('it did not fail');
}

/** Expects a BellglassFailure with that code. */
export async function expectFailure(code: ErrorCode, work: () => unknown): Promise<BellglassError> {
  const error = await failureOf(work);
  expect(error.code).toBe(code);
  return error;
}
