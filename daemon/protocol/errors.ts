import * as z from 'zod';
import { clientErrors } from './errors/client.js';
import { guestErrors } from './errors/guest.js';
import { machineErrors } from './errors/machine.js';
import { requestErrors } from './errors/request.js';
import { reviewErrors } from './errors/review.js';
import { sandboxErrors } from './errors/sandbox.js';

/** Every error that a user can see, as it crosses borders: code and data; sentences.ts makes the sentence, once. */
export const bellglassError = z.discriminatedUnion('code', [
  ...clientErrors,
  ...requestErrors,
  ...reviewErrors,
  ...sandboxErrors,
  ...machineErrors,
  ...guestErrors,
]);

/** An error's code and data. */
export type BellglassError = z.infer<typeof bellglassError>;

/** The code of an error; stable, snake_case. */
export type ErrorCode = BellglassError['code'];

/** The data of the error with that code. */
export type ErrorData<C extends ErrorCode> = Extract<BellglassError, { code: C }>['data'];

/** Every code, in the table's order. */
export const errorCodes: readonly ErrorCode[] = bellglassError.options.map((option) => option.shape.code.value);

/** A BellglassError on its way up the stack. Its message is for logs; users read `sentence(failure.error)`. */
export class BellglassFailure extends Error {
  override readonly name = 'BellglassFailure';

  constructor(
    readonly error: BellglassError,
    options?: ErrorOptions,
  ) {
    super(`${error.code} ${JSON.stringify(error.data).slice(0, 2048)}`, options);
  }
}

/** What was thrown, as a BellglassError; what is none becomes `internal`. */
export function asError(thrown: unknown): BellglassError {
  if (thrown instanceof BellglassFailure) return thrown.error;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', data: { message: message.slice(0, 4096) } };
}
