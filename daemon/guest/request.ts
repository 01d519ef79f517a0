import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { jsonOf, misbehaved, refusal } from './refusal.js';
import type { GuestSession } from './session.js';

/** The longest JSON reply that is read, in bytes. */
const longestReply = 1024 * 1024;

/** What to ask of the agent. */
export interface GuestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path with its query. */
  readonly path: string;
  /** A JSON value, or bytes as they are. */
  readonly json?: unknown;
  readonly bytes?: Readable;
  /** How long the whole answer may take, in milliseconds; null for as long as it takes. */
  readonly deadline: number | null;
}

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

/**
 * Asks the agent and parses its JSON answer.
 * @throws BellglassFailure guest_silent, guest_misbehaved, and what refusal() makes of a refusal
 */
export async function ask<T>(session: GuestSession, request: GuestRequest, schema: z.ZodType<T>): Promise<T> {
  const reply = await exchange(session, request);
  const parsed = schema.safeParse(jsonOf(reply));
  if (parsed.success) return parsed.data;
  throw misbehaved(nameOf(request), parsed.error.issues[0]?.message ?? 'unexpected shape');
}

/** Asks the agent for what has no answer but 204. @throws as ask; the error of the request's own bytes, when they cannot be read */
export async function tell(session: GuestSession, request: GuestRequest): Promise<void> {
  await exchange(session, request);
}

/**
 * Asks the agent for bytes. The stream is read only as fast as its reader reads.
 * @throws as ask, before the first byte; later the stream fails
 */
export async function download(session: GuestSession, request: GuestRequest): Promise<Readable> {
  return (await downloadWithHeaders(session, request)).bytes;
}

/** As download, with the answer's headers. */
export async function downloadWithHeaders(
  session: GuestSession,
  request: GuestRequest,
): Promise<{ headers: IncomingHttpHeaders; bytes: Readable }> {
  const name = nameOf(request);
  const stream = open(session, request);
  stream.on('error', () => undefined);
  const headers = await within(request, stream, headersOf(session, stream, name));
  const status = headers[':status'] ?? 0;
  if (status === 200) return { headers, bytes: stream };
  const body = await within(request, stream, bodyOf(session, stream, name));
  throw refusal(name, status, body);
}

async function exchange(session: GuestSession, request: GuestRequest): Promise<Buffer> {
  const name = nameOf(request);
  const stream = open(session, request);
  stream.on('error', () => undefined);
  const sent = send(stream, request);
  const answer = (async () => {
    const { ':status': status = 0 } = await headersOf(session, stream, name);
    const body = await bodyOf(session, stream, name);
    if (status >= 200 && status < 300) return body;
    throw refusal(name, status, body);
  })();
  let failed: unknown;
  try {
    return await within(request, stream, answer);
  } catch (thrown) {
    failed = thrown;
  } finally {
    stream.close();
  }
  throw (await sent) ?? failed;
}

function open(session: GuestSession, request: GuestRequest): ClientHttp2Stream {
  const headers: Record<string, string> = { ':method': request.method, ':path': request.path };
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  return session.open(nameOf(request), headers, request.json === undefined && request.bytes === undefined);
}

/** @returns why the request's bytes could not be read; null when that was not it */
async function send(stream: ClientHttp2Stream, request: GuestRequest): Promise<Error | null> {
  if (request.json !== undefined) stream.end(JSON.stringify(request.json));
  if (request.bytes === undefined) return null;
  const source: { failure: Error | null } = { failure: null };
  request.bytes.once('error', (error: Error) => {
    // The pipeline hands a failure of the stream on to the source.
    if (!stream.destroyed) source.failure = error;
  });
  // A guest that stops reading its input answers, and the answer is what counts.
  await pipeline(request.bytes, stream).catch(() => undefined);
  return source.failure;
}

function headersOf(session: GuestSession, stream: ClientHttp2Stream, name: string): Promise<Headers> {
  return new Promise((resolve, reject) => {
    stream.once('response', resolve);
    stream.once('error', (error: Error) => {
      reject(session.failure(name, error));
    });
    stream.once('close', () => {
      reject(session.failure(name, null));
    });
  });
}

function bodyOf(session: GuestSession, stream: ClientHttp2Stream, name: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longestReply) reject(misbehaved(name, `its answer is longer than ${String(longestReply)} bytes`));
      else chunks.push(chunk);
    });
    stream.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    stream.once('error', (error: Error) => {
      reject(session.failure(name, error));
    });
    stream.once('close', () => {
      reject(session.failure(name, null));
    });
  });
}

async function within<T>(request: GuestRequest, stream: ClientHttp2Stream, work: Promise<T>): Promise<T> {
  const { deadline } = request;
  if (deadline === null) return await work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new BellglassFailure({ code: 'guest_silent', data: { request: nameOf(request), milliseconds: deadline } }),
      );
    }, deadline);
  });
  try {
    return await Promise.race([work, late]);
  } catch (thrown) {
    stream.close(constants.NGHTTP2_CANCEL);
    throw thrown;
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

function nameOf(request: GuestRequest): string {
  return `${request.method} ${request.path.split('?', 1)[0] ?? ''}`;
}
