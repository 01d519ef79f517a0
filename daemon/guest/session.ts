import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { BellglassFailure } from '../protocol/errors.js';
import { misbehaved } from './refusal.js';

/** HTTP/2 windows towards the agent, in bytes: with the default of 64 KiB downloads are 1.3 to 2.3 times slower. */
const streamWindow = 1024 * 1024;
const connectionWindow = 16 * 1024 * 1024;
const frameSize = 256 * 1024;
/** What a session may hold in memory, in megabytes; a peer that makes it hold more loses the session. */
const sessionMemory = 64;

/** The HTTP/2 connection to one agent. The daemon is always its client. */
export class GuestSession {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  private readonly session: ClientHttp2Session;
  private broken: string | null = null;

  /** @param socket greeted already */
  constructor(private readonly socket: Socket) {
    this.session = connect('http://agent', {
      createConnection: () => socket,
      settings: {
        enablePush: false,
        initialWindowSize: streamWindow,
        maxFrameSize: frameSize,
        maxConcurrentStreams: 0,
      },
      maxSessionMemory: sessionMemory,
      maxHeaderListPairs: 32,
    });
    this.session.on('error', (error: Error) => {
      this.broken ??= error.message;
    });
    this.session.on('stream', (stream) => {
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
    });
    this.session.once('connect', () => {
      if (!this.session.destroyed) this.session.setLocalWindowSize(connectionWindow);
    });
    this.closed = new Promise((resolve) => {
      this.session.once('close', () => {
        this.broken ??= 'it closed the connection';
        resolve();
      });
    });
  }

  /** Opens one stream. @throws BellglassFailure guest_misbehaved when the connection is gone */
  open(name: string, headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream {
    if (this.broken !== null || this.session.closed || this.session.destroyed) throw this.failure(name, null);
    return this.session.request({ ':authority': 'agent', ...headers }, { endStream });
  }

  /** What is wrong with a stream that failed: the connection's fault comes before the stream's own. */
  failure(name: string, thrown: Error | null): BellglassFailure {
    return misbehaved(name, this.broken ?? thrown?.message ?? 'it closed the connection');
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.session.destroy();
    this.socket.destroy();
  }
}
