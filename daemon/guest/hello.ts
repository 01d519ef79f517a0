import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { BellglassFailure } from '../protocol/errors.js';

/** The greeting is repeated this often until it is answered, in milliseconds. */
const repeatEvery = 250;
/** A guest that sends more than this without an answer floods, in bytes. */
const mostNoise = 4 * 1024 * 1024;

/**
 * Finds the agent on the other end of an endless byte stream: says a fresh nonce until it has been echoed, and drops whatever came before
 * the echo. Bytes behind the echo are put back into the socket.
 * @param milliseconds how long the agent may take
 * @throws BellglassFailure guest_silent, guest_misbehaved
 */
export async function greet(socket: Socket, milliseconds: number, signal?: AbortSignal): Promise<void> {
  const line = Buffer.from(`BELLGLASS/1 ${randomBytes(16).toString('hex')}\n`);
  const greeting = Buffer.concat([Buffer.from('\n'), line]);
  let seen: Buffer = Buffer.alloc(0);
  let noise = 0;
  const undo: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (issue: string): void => {
        reject(new BellglassFailure({ code: 'guest_misbehaved', data: { request: 'the greeting', issue } }));
      };
      const onData = (chunk: Buffer): void => {
        seen = Buffer.concat([seen, chunk]);
        const at = seen.indexOf(line);
        if (at >= 0) {
          socket.pause();
          seen = seen.subarray(at + line.length);
          resolve();
          return;
        }
        noise += chunk.length;
        if (noise > mostNoise) fail('it sends without end and does not greet');
        seen = seen.subarray(Math.max(0, seen.length - line.length + 1));
      };
      const onClose = (): void => {
        fail('it closed the connection');
      };
      const onAbort = (): void => {
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const late = setTimeout(() => {
        reject(new BellglassFailure({ code: 'guest_silent', data: { request: 'the greeting', milliseconds } }));
      }, milliseconds);
      const repeat = setInterval(() => socket.write(greeting), repeatEvery);
      socket.on('data', onData).on('close', onClose).on('error', onClose);
      signal?.addEventListener('abort', onAbort);
      undo.push(() => {
        clearTimeout(late);
        clearInterval(repeat);
        socket.off('data', onData).off('close', onClose).off('error', onClose);
        signal?.removeEventListener('abort', onAbort);
      });
      socket.write(greeting);
      if (signal?.aborted === true) onAbort();
    });
  } finally {
    for (const step of undo) step();
  }
  if (seen.length > 0) socket.unshift(seen);
}
