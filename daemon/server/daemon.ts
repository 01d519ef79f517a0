import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { adviceFor } from '../doctor/advice.js';
import { doctor } from '../doctor/doctor.js';
import { KeptSandboxes } from '../kept/keptSandboxes.js';
import { BellglassFailure } from '../protocol/errors.js';
import { makeContext, type RunContext } from '../run/context.js';
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
  /** Resolves when the daemon has ended and nothing of it is left but sandboxes that run on. */
  readonly ended: Promise<void>;
  private readonly clients = new Set<WebSocket>();
  private readonly context: RunContext;
  private readonly runs: Runs;
  private readonly idle: IdleExit;
  private kept: KeptSandboxes | null = null;
  private opening: Promise<KeptSandboxes> | null = null;
  private server: Server | null = null;
  private stopping: Promise<void> | null = null;
  private tellEnded: () => void = () => undefined;

  constructor(private readonly options: DaemonOptions) {
    this.context = makeContext({
      paths: options.paths,
      env: options.env,
      log: options.log,
      advise: async (hypervisor) => await adviceFor(hypervisor, this.context),
    });
    this.ended = new Promise((resolve) => (this.tellEnded = resolve));
    this.idle = new IdleExit(
      options.env,
      () => this.clients.size > 0 || this.runs.busy > 0 || (this.kept?.active ?? 0) > 0,
      () => {
        this.stop('idle', false);
      },
    );
    this.runs = new Runs(this.context, this.idle.update);
  }

  /** Removes what an earlier daemon left, takes over its sandboxes, and listens. */
  async start(): Promise<void> {
    const { paths, token, log } = this.options;
    const removed = await this.runs.removeLeftovers();
    // Without a database no sandbox can be kept, and everything else works; whoever asks for one is told why.
    await this.openKept().catch((thrown: unknown) => {
      log(`sandboxes cannot be kept: ${String(thrown)}`);
    });
    this.server = await listen(paths.socket, {
      token,
      rpc: (socket) => {
        this.serve(socket);
      },
      hasStdio: (id) => this.runs.find(id)?.attached === false,
      stdio: (socket, id) => {
        this.serveStdio(socket, id);
      },
      session: (id) => this.kept?.session(id),
    });
    log(
      `listening on ${paths.socket}${removed > 0 ? `, ${String(removed)} run directories of an earlier daemon removed` : ''}`,
    );
    this.idle.update();
  }

  /**
   * Ends every run and then the daemon. May be called often.
   * @param everything kept sandboxes are stopped too, and do not wait for the next daemon
   */
  stop(why: string, everything: boolean): void {
    this.stopping ??= this.end(why, everything);
  }

  private async openKept(): Promise<KeptSandboxes> {
    if (this.kept !== null) return this.kept;
    if (this.stopping !== null) throw new BellglassFailure({ code: 'shutting_down', data: {} });
    this.opening ??= KeptSandboxes.open(this.context, this.idle.update).finally(() => (this.opening = null));
    this.kept = await this.opening;
    return this.kept;
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
      kept: async () => await this.openKept(),
      keptMachines: () => this.kept?.machines() ?? [],
      doctor: async () => await doctor(this.context),
      log: this.options.log,
      busy: () => this.runs.busy > 0 || this.kept?.changing === true,
      stopping: () => this.stopping !== null,
      stop: (everything) => {
        setImmediate(() => {
          this.stop('asked to', everything);
        });
      },
    });
  }

  private serveStdio(socket: WebSocket, id: string): void {
    const run = this.runs.find(id);
    if (run === undefined || run.attached) socket.close(1008, 'no such run');
    else serveStdio(socket, run);
  }

  private async end(why: string, everything: boolean): Promise<void> {
    const { paths, log } = this.options;
    log(`ending: ${why}`);
    this.server?.close();
    rmSync(paths.socket, { force: true });
    await Promise.all([this.runs.stopAll(), this.context.probes.end()]);
    await this.opening?.catch(() => undefined);
    await this.kept?.close(everything ? 'asked' : null).catch((thrown: unknown) => {
      log(`the sandboxes could not be left: ${String(thrown)}`);
    });
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
