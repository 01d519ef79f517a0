import { setTimeout as sleep } from 'node:timers/promises';
import { createMessageConnection, ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import { bellglassError, BellglassFailure } from '../protocol/errors.js';
import {
  BELLGLASS_RPC_ERROR,
  notifications,
  schemasOf,
  type Method,
  type NotificationParams,
  type Params,
  type Result,
} from '../protocol/methods.js';
import type { TerminalSize } from '../protocol/sandbox/session.js';
import type { Paths } from '../state/paths.js';
import { identityOf, isAlive, type ProcessIdentity } from '../state/processIdentity.js';
import { SocketReader, SocketWriter } from '../transport/jsonRpc.js';
import { openTerminal, type TerminalStream } from './attach.js';
import { openLogs, type LogStream, type LogsWish } from './logs.js';
import { isNews } from './told.js';
import { openRunStdio, type RunStdio } from './runStdio.js';

/** How long a handshake may take, in milliseconds. */
const helloDeadline = 5000;
/** How long a daemon that has closed its connections may take to end, in milliseconds. */
const endDeadline = 10_000;

type ProgressListener = (progress: NotificationParams<'run.progress'>) => void;

/** A connection to the daemon. Closing it ends the runs that were started over it. */
export class Daemon {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly lost: Promise<void>;
  /** The daemon's process id, and its version; known after the handshake. */
  pid = 0;
  version = '';
  private process: ProcessIdentity | null = null;
  private readonly progressListeners = new Set<ProgressListener>();
  private readonly connection: MessageConnection;

  constructor(
    private readonly socket: WebSocket,
    private readonly paths: Paths,
    private readonly token: string,
  ) {
    this.connection = createMessageConnection(new SocketReader(socket), new SocketWriter(socket));
    this.lost = new Promise((resolve) => {
      socket.once('close', () => {
        this.connection.dispose();
        resolve();
      });
    });
    this.connection.onNotification('run.progress', (params: unknown) => {
      const { data } = notifications['run.progress'].safeParse(params);
      if (data !== undefined) for (const listener of this.progressListeners) listener(data);
    });
    this.connection.listen();
  }

  /** The first call; openers make it. @throws BellglassFailure daemon_unreachable when no answer comes in time */
  async hello(params: Params<'hello'>): Promise<Result<'hello'>> {
    const reason = `it did not answer the handshake within ${String(helloDeadline / 1000)} s`;
    const timer = setTimeout(() => {
      this.socket.terminate();
    }, helloDeadline);
    try {
      const result = await this.call('hello', params);
      this.pid = result.pid;
      this.version = result.version;
      this.process = identityOf(result.pid);
      return result;
    } catch (thrown) {
      if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'daemon_lost') throw thrown;
      throw this.unreachable(reason);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends every run and the daemon; resolves when its process is gone. @throws BellglassFailure daemon_unreachable when it stays */
  async stop(): Promise<void> {
    await this.call('daemon.stop', { onlyIfIdle: false });
    await this.lost;
    const deadline = Date.now() + endDeadline;
    while (this.process !== null && isAlive(this.process)) {
      if (Date.now() > deadline) throw this.unreachable('it was asked to end and does not');
      await sleep(5);
    }
  }

  /** Calls a method. @throws BellglassFailure the daemon's own error, daemon_lost, daemon_misbehaved */
  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    let answer: unknown;
    try {
      answer = await this.connection.sendRequest(method, params);
    } catch (thrown) {
      throw this.failureOf(method, thrown);
    }
    const parsed = schemasOf(method).result.safeParse(answer);
    if (!parsed.success) throw misbehaved(method, parsed.error.message);
    return parsed.data;
  }

  /** Calls `listener` for each stage of this connection's runs. @returns what stops that */
  onProgress(listener: ProgressListener): () => void {
    this.progressListeners.add(listener);
    return () => {
      this.progressListeners.delete(listener);
    };
  }

  /**
   * Calls `listener` whenever something of a kept sandbox has changed, from the answer to `sandbox.watch` on. The latest of a sandbox's events is what
   * it is.
   */
  onSandboxChanged(listener: (event: NotificationParams<'sandbox.changed'>) => void): void {
    this.connection.onNotification('sandbox.changed', (params: unknown) => {
      const parsed = notifications['sandbox.changed'].safeParse(params);
      if (parsed.success) listener(parsed.data);
    });
  }

  /** Whether the user has yet to be told this; from now on they have been. */
  isNews(text: string): boolean {
    return isNews(this.paths.told, text);
  }

  /** Opens the byte stream of a run; a run has one. @throws BellglassFailure unknown_run, daemon_lost */
  async openStdio(runId: string): Promise<RunStdio> {
    return await openRunStdio(this.paths.socket, this.token, runId);
  }

  /** Shows a session's terminal. @throws BellglassFailure unknown_session, not_a_terminal, daemon_lost */
  async attach(sessionId: string, size: TerminalSize): Promise<TerminalStream> {
    return await openTerminal(this.paths.socket, this.token, sessionId, size);
  }

  /** Reads what a session without a terminal wrote. @throws BellglassFailure unknown_session, has_a_terminal, daemon_lost */
  async logs(sessionId: string, wish: LogsWish): Promise<LogStream> {
    return await openLogs(this.paths.socket, this.token, sessionId, wish);
  }

  /** Ends the connection, and the runs that were started over it. */
  close(): void {
    this.socket.close();
  }

  private unreachable(reason: string): BellglassFailure {
    return new BellglassFailure({ code: 'daemon_unreachable', data: { socket: this.paths.socket, reason } });
  }

  private failureOf(method: string, thrown: unknown): BellglassFailure {
    if (!(thrown instanceof ResponseError))
      return new BellglassFailure({ code: 'daemon_lost', data: {} }, { cause: thrown });
    const data: unknown = thrown.data;
    const known = thrown.code === BELLGLASS_RPC_ERROR ? bellglassError.safeParse(data) : null;
    if (known?.success === true) return new BellglassFailure(known.data);
    if (this.socket.readyState !== this.socket.OPEN) return new BellglassFailure({ code: 'daemon_lost', data: {} });
    return misbehaved(method, thrown.message);
  }
}

function misbehaved(method: string, issue: string): BellglassFailure {
  return new BellglassFailure({ code: 'daemon_misbehaved', data: { method, issue: issue.slice(0, 4096) } });
}
