import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { Runs } from '../run/runs.js';
import type { Paths } from '../state/paths.js';
import { serveConnection } from './connection.js';
import { IdleExit } from './idle.js';
import { listen } from './listen.js';
import { serveStdio } from './stdio.js';

/** What a daemon is started with. */
export interface DaemonOptions {
  readonly paths: Paths;
  readonly token: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** A client that does not close its connection is dropped after this, when the daemon ends, in milliseconds. */
const farewell = 250;

/** The daemon: who listens, who is connected, and what runs. */
export class BellglassDaemon {
  /** Resolves when the daemon has ended and nothing of it is left. */
  readonly ended: Promise<void>;
  private readonly clients = new Set<WebSocket>();
  private readonly runs: Runs;
  private readonly idle: IdleExit;
  private server: Server | null = null;
  private stopping: Promise<void> | null = null;
  private tellEnded: () => void = () => undefined;

  constructor(private readonly options: DaemonOptions) {
    this.ended = new Promise((resolve) => (this.tellEnded = resolve));
    this.idle = new IdleExit(
      options.env,
      () => this.clients.size > 0 || this.runs.busy > 0,
      () => {
        this.stop('idle');
      },
    );
    this.runs = new Runs(options, this.idle.update);
  }

  /** Removes what an earlier daemon left, and listens. */
  async start(): Promise<void> {
    const { paths, token, log } = this.options;
    const removed = await this.runs.removeLeftovers();
    this.server = await listen(paths.socket, {
      token,
      rpc: (socket) => {
        this.serve(socket);
      },
      hasStdio: (id) => this.runs.find(id)?.attached === false,
      stdio: (socket, id) => {
        this.serveStdio(socket, id);
      },
    });
    log(
      `listening on ${paths.socket}${removed > 0 ? `, ${String(removed)} run directories of an earlier daemon removed` : ''}`,
    );
    this.idle.update();
  }

  /** Ends every machine and then the daemon. May be called often. */
  stop(why: string): void {
    this.stopping ??= this.end(why);
  }

  private serve(socket: WebSocket): void {
    this.clients.add(socket);
    this.idle.update();
    socket.once('close', () => {
      this.clients.delete(socket);
      this.idle.update();
    });
    serveConnection(socket, {
      runs: this.runs,
      log: this.options.log,
      stopping: () => this.stopping !== null,
      stop: () => {
        setImmediate(() => {
          this.stop('asked to');
        });
      },
    });
  }

  private serveStdio(socket: WebSocket, id: string): void {
    const run = this.runs.find(id);
    if (run === undefined || run.attached) socket.close(1008, 'no such run');
    else serveStdio(socket, run);
  }

  private async end(why: string): Promise<void> {
    const { paths, log } = this.options;
    log(`ending: ${why}`);
    this.server?.close();
    rmSync(paths.socket, { force: true });
    await this.runs.stopAll();
    // Whoever waits for a run is answered before the connection closes.
    await nextTurn();
    for (const socket of this.clients) socket.close(1001, 'the daemon ends');
    await new Promise((resolve) => setTimeout(resolve, this.clients.size > 0 ? farewell : 0));
    for (const socket of this.clients) socket.terminate();
    this.server?.closeAllConnections();
    log('ended');
    this.tellEnded();
  }
}
