import { EventEmitter } from 'node:events';
import type { Daemon } from '../../daemon/client/daemon.js';
import { daemonPresence, type Presence } from '../../daemon/client/presence.js';
import { asError, BellglassFailure } from '../../daemon/protocol/errors.js';
import { VERSION } from '../../daemon/protocol/version.js';

/** How a window reaches the daemon. */
export interface LinkOptions {
  /** The daemon's bundle. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Told what a reader of the log wants to know. */
  readonly log: (line: string) => void;
}

/** How long a daemon that was just lost is left alone before the next is started, in milliseconds: one that is replaced needs its while. */
const settle = 200;

interface Happenings {
  /** One is wanted, whatever comes of it. */
  wanted: [];
  /** There is a connection. */
  connected: [Daemon];
  /** It is gone. */
  lost: [];
}

/** A window's one connection to the daemon: made when it is first needed, and made again after it was lost. */
export class DaemonLink {
  private readonly happenings = new EventEmitter<Happenings>();
  private opening: Promise<Daemon> | null = null;
  private daemon: Daemon | null = null;
  private unwatch: (() => void) | null = null;
  private place: Presence | null = null;
  private following = false;
  private closed = false;

  constructor(private readonly options: LinkOptions) {
    this.happenings.setMaxListeners(32);
  }

  /** The connection there is now. */
  get current(): Daemon | null {
    return this.daemon;
  }

  /** Where the daemon is to be found. @throws BellglassFailure as daemonPresence */
  get presence(): Presence {
    this.place ??= daemonPresence(this.options.env);
    return this.place;
  }

  /** The daemon; started when none runs. @throws BellglassFailure as connectDaemon */
  async open(): Promise<Daemon> {
    this.happenings.emit('wanted');
    return this.daemon ?? (await this.join(true));
  }

  /** Calls `listener` whenever the daemon is wanted, before it is reached or started. @returns what stops that */
  onWanted(listener: () => void): () => void {
    this.happenings.on('wanted', listener);
    return () => {
      this.happenings.off('wanted', listener);
    };
  }

  /** Joins the daemon when one runs, now and whenever one begins to; starts none. */
  async follow(): Promise<void> {
    this.following = true;
    this.watch();
    await this.joinQuietly(false);
  }

  /** Calls `listener` with each new connection, and with the one there is. @returns what stops that */
  onConnected(listener: (daemon: Daemon) => void): () => void {
    this.happenings.on('connected', listener);
    if (this.daemon !== null) listener(this.daemon);
    return () => {
      this.happenings.off('connected', listener);
    };
  }

  /** Calls `listener` when the connection is gone. @returns what stops that */
  onLost(listener: () => void): () => void {
    this.happenings.on('lost', listener);
    return () => {
      this.happenings.off('lost', listener);
    };
  }

  /** Starts the next daemon after one was lost that held something. */
  async again(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, settle));
    if (this.closed) return;
    this.happenings.emit('wanted');
    await this.joinQuietly(true);
  }

  close(): void {
    this.closed = true;
    this.unwatch?.();
    this.daemon?.close();
    this.happenings.removeAllListeners();
  }

  /** Watches for a daemon, and anew when it is called again: a directory that was removed has taken its watch with it, and may be another now. */
  private watch(): void {
    this.unwatch?.();
    this.unwatch = null;
    this.place = null;
    try {
      this.unwatch = this.presence.onAppear(() => {
        void this.joinQuietly(false);
      });
    } catch (thrown) {
      this.options.log(`the daemon's directory cannot be watched: ${asError(thrown).code}`);
    }
  }

  private async joinQuietly(start: boolean): Promise<void> {
    if (this.daemon !== null) return;
    try {
      if (start || this.presence.listens()) await this.join(start);
    } catch (thrown) {
      this.options.log(`the daemon was not reached: ${asError(thrown).code}`);
    }
  }

  private async join(start: boolean): Promise<Daemon> {
    // Whoever starts one waits for nobody who would not.
    if (this.opening !== null && start) await this.opening.catch(() => undefined);
    if (this.daemon !== null) return this.daemon;
    this.opening ??= this.connect(start).finally(() => (this.opening = null));
    return await this.opening;
  }

  private async connect(start: boolean): Promise<Daemon> {
    const { log } = this.options;
    const daemon = await this.reach(start);
    if (this.closed) daemon.close();
    else if (this.following) this.watch();
    this.daemon = daemon;
    log(`bellglassd ${daemon.version}, pid ${String(daemon.pid)}`);
    void daemon.lost.then(() => {
      this.daemon = null;
      log(`bellglassd of pid ${String(daemon.pid)} is gone`);
      this.happenings.emit('lost');
    });
    this.happenings.emit('connected', daemon);
    return daemon;
  }

  private async reach(start: boolean): Promise<Daemon> {
    const { program, env } = this.options;
    const wish = { client: 'extension', program, env };
    // Half of the extension's code is what talks to the daemon, and a window in which Bellglass is not used does without.
    const { connectDaemon } = await import('../../daemon/client/connect.js');
    if (start) return await connectDaemon(wish);
    const daemon = await connectDaemon({ ...wish, start: false });
    if (daemon === null) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
    if (daemon.version === VERSION) return daemon;
    daemon.close();
    throw new BellglassFailure({
      code: 'daemon_other_version',
      data: { daemon: daemon.version, client: VERSION },
    });
  }
}
