import type { BellglassError, ErrorCode, ErrorData } from './errors.js';
import { clientSentences } from './sentences/client.js';
import { guestSentences } from './sentences/guest.js';
import { machineSentences } from './sentences/machine.js';
import { requestSentences } from './sentences/request.js';
import { sandboxSentences } from './sentences/sandbox.js';

/** For some codes, what makes the sentence of their data. */
export type Sentences<C extends ErrorCode> = { [K in C]: (data: ErrorData<K>) => string };

const table: Sentences<ErrorCode> = {
  ...clientSentences,
  ...requestSentences,
  ...sandboxSentences,
  ...machineSentences,
  ...guestSentences,
};

function say<C extends ErrorCode>(code: C, data: ErrorData<C>): string {
  return table[code](data);
}

/** What happened and what to do about it, as one or two English sentences on one line. The only place where errors become text for people. */
export function sentence(error: BellglassError): string {
  return say(error.code, error.data).replace(/\s*[\r\n]+\s*/g, ' ');
}
