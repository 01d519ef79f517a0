import type { BellglassError, ErrorCode, ErrorData } from './errors.js';
import { clientSentences } from './sentences/client.js';
import { guestSentences } from './sentences/guest.js';
import { machineSentences } from './sentences/machine.js';
import { requestSentences } from './sentences/request.js';
import { reviewSentences } from './sentences/review.js';
import { sandboxSentences } from './sentences/sandbox.js';
import { commandLineWays, type Ways } from './sentences/ways.js';

/** For some codes, what makes the sentence of their data, with the ways of whoever reads it. */
export type Sentences<C extends ErrorCode> = { [K in C]: (data: ErrorData<K>, ways: Ways) => string };

const table: Sentences<ErrorCode> = {
  ...clientSentences,
  ...requestSentences,
  ...reviewSentences,
  ...sandboxSentences,
  ...machineSentences,
  ...guestSentences,
};

function say<C extends ErrorCode>(code: C, data: ErrorData<C>, ways: Ways): string {
  return table[code](data, ways);
}

/**
 * What happened and what to do about it, as one or two English sentences on one line. The only place where errors become text for people.
 * @param ways what the front end calls that which the sentence advises
 */
export function sentence(error: BellglassError, ways: Ways = commandLineWays): string {
  return say(error.code, error.data, ways).replace(/\s*[\r\n]+\s*/g, ' ');
}
