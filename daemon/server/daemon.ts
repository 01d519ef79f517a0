import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { WebSocket } from 'ws';
import { adviceFor } from '../doctor/advice.js';
import { doctor } from '../doctor/doctor.js';
import { KeptSandboxes } from '../kept/keptSandboxes.js';
import { within } from '../kept/within.js';
import { BellglassFailure } from '../protocol/errors.js';
import { makeContext, type RunContext } from '../run/context.js';
import { otherHolder } from '../run/lock.js';
import { PastRuns } from '../run/past/pastRuns.js';
import { Reviews } from '../run/past/reviews.js';
import { Runs } from '../run/runs.js';
import type { Paths } from '../state/paths.js';
import type { ProcessIdentity } from '../state/processIdentity.js';
import { systemReason } from '../state/systemReason.js';
import { serveConnection } from './connection.js';
import { IdleExit } from './idle.js';
import { listen } from './listen.js';
import { serveStdio } from './stdio.js';
import { Presence } from './watching/presence.js';

/** What a daemon is started with. */
export interface DaemonOptions {
  readonly paths: Paths;
  readonly token: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** A client that does not close its connection is dropped after this, when the daemon ends, in milliseconds. */
const farewell = 250;
/** How long clients are told of what has ended with the daemon, in milliseconds: changes are told as one, which takes a moment. */
const lastWords = 200;
/** How long runs may take to end with the daemon, in milliseconds: a guest may hang. What is left of them the next daemon ends. */
const endingPatience = 10_000;

/** The daemon: who listens, who is connected, and what runs. */
export class BellglassDaemon {
  /** Resolves when the daemon has ended and nothing of it is left but sandboxes that run on. */
  readonly ended: Promise<void>;
  private readonly clients = new Map<WebSocket, Presence>();
  private readonly context: RunContext;
  private readonly past: PastRuns;
  private readonly runs: Runs;
  private readonly reviews: Reviews;
  private readonly ending = new AbortController();
  private readonly idle: IdleExit;
  private kept: KeptSandboxes | null = null;
  private opening: Promise<KeptSandboxes> | null = null;
  private server: Server | null = null;
  private started: Promise<void> | null = null;
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
      () => this.isNeeded(),
      () => {
        this.stop('idle', false);
      },
    );
    this.past = new PastRuns(this.context);
    this.runs = new Runs(this.context, this.past, this.idle.update);
    this.reviews = new Reviews(this.context, this.past, (id) => this.runs.isActive(id), this.ending.signal);
  }

  /** Removes what an earlier daemon left, takes over its sandboxes, and listens. */
  async start(): Promise<void> {
    this.started = this.begin();
    await this.started;
  }

  /**
   * Ends every run and then the daemon. May be called often.
   * @param everything kept sandboxes are stopped too, and do not wait for the next daemon
   */
  stop(why: string, everything: boolean): void {
    this.stopping ??= this.end(why, everything).finally(this.tellEnded);
  }

  private async begin(): Promise<void> {
    const { paths, token, log } = this.options;
    const removed = await this.runs.removeLeftovers();
    // Without a database no sandbox can be kept, and everything else works; whoever asks for one is told why.
    await this.openKept().catch((thrown: unknown) => {
      log(`sandboxes cannot be kept: ${String(thrown)}`);
    });
    await this.reviews.endCutOff();
    if (this.stopping !== null) return;
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
    if (removed > 0) log(`${String(removed)} run directories of an earlier daemon removed`);
    const { user, system } = process.cpuUsage();
    const [took, busy] = [performance.now().toFixed(), ((user + system) / 1000).toFixed()];
    log(`listening on ${paths.socket}, ${took} ms after its start, of which ${busy} ms on the CPU`);
    this.idle.update();
  }

  private async openKept(): Promise<KeptSandboxes> {
    if (this.kept !== null) return this.kept;
    if (this.stopping !== null) throw new BellglassFailure({ code: 'shutting_down', data: {} });
    this.opening ??= this.openOwn().finally(() => (this.opening = null));
    this.kept = await this.opening;
    return this.kept;
  }

  // Of two daemons with one state, each in a runtime directory of its own, each would take the other's machines for lost.
  private async openOwn(): Promise<KeptSandboxes> {
    const { state } = this.options.paths;
    const other = holderBeside(state);
    if (other !== null)
      throw new BellglassFailure({ code: 'sandboxes_elsewhere', data: { path: state, pid: other.pid } });
    return await KeptSandboxes.open(this.context, this.idle.update);
  }

  private isNeeded(): boolean {
    const present = [...this.clients.values()].some(({ counts }) => counts);
    // Until it listens whoever started it cannot be there.
    return this.server === null || present || this.runs.busy > 0 || (this.kept?.active ?? 0) > 0;
  }

  private serve(socket: WebSocket): void {
    const presence = new Presence(this.idle.update);
    this.clients.set(socket, presence);
    this.idle.update();
    socket.once('close', () => {
      this.clients.delete(socket);
      this.idle.update();
    });
    serveConnection(socket, {
      presence,
      runs: this.runs,
      past: this.past,
      reviews: this.reviews,
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
    await this.started?.catch(() => undefined);
    this.server?.close();
    rmSync(paths.socket, { force: true });
    this.ending.abort(new BellglassFailure({ code: 'shutting_down', data: {} }));
    await within(endingPatience, Promise.all([this.runs.stopAll(), this.context.probes.end()]));
    await this.opening?.catch(() => undefined);
    await this.kept?.close(everything ? 'asked' : null).catch((thrown: unknown) => {
      log(`the sandboxes could not be left: ${String(thrown)}`);
    });
    // Whoever waits for a run is answered before the connection closes, and whoever watches sandboxes is told how they ended.
    await new Promise((resolve) => setTimeout(resolve, this.clients.size > 0 ? lastWords : 0));
    for (const socket of this.clients.keys()) socket.close(1001, 'the daemon ends');
    await new Promise((resolve) => setTimeout(resolve, this.clients.size > 0 ? farewell : 0));
    for (const socket of this.clients.keys()) socket.terminate();
    this.server?.closeAllConnections();
    log('ended');
  }
}

function holderBeside(state: string): ProcessIdentity | null {
  try {
    return otherHolder(state);
  } catch (thrown) {
    const data = { path: state, reason: systemReason(thrown) };
    throw new BellglassFailure({ code: 'database_unusable', data }, { cause: thrown });
  }
}
