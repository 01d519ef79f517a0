import { refreshRequest, type RefreshRequest } from '../../../daemon/protocol/wire/refresh.js';
import type { GuestSession } from '../../../daemon/guest/session.js';
import { sessionWith } from './hostileAgent.js';

/** What a guest was given: the entry, and the bytes of a file. */
export interface Given {
  readonly request: RefreshRequest;
  readonly bytes: string;
}

/** A guest that takes what the host edits. @param answer what it answers, as JSON; a number is a status alone */
export async function takingGuest(
  answer: (given: Given) => unknown,
): Promise<{ session: GuestSession; given: Given[] }> {
  const given: Given[] = [];
  const session = await sessionWith((stream, path, method) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const [line = '', ...rest] = Buffer.concat(chunks).toString('latin1').split('\n');
      const request = refreshRequest.parse(JSON.parse(Buffer.from(line, 'latin1').toString()));
      const one = { request, bytes: rest.join('\n') };
      const said = `${method} ${path}` === 'PUT /v1/refresh' ? answer(one) : 404;
      given.push(one);
      stream.respond({ ':status': typeof said === 'number' ? said : 200 });
      stream.end(typeof said === 'number' ? '' : JSON.stringify(said));
    });
  });
  return { session, given };
}
