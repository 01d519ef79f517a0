import { EventEmitter } from 'node:events';
import type { Daemon } from '../../daemon/client/daemon.js';
import { asError } from '../../daemon/protocol/errors.js';
import type { SandboxInfo } from '../../daemon/protocol/sandbox/sandbox.js';
import type { DaemonLink } from './link.js';

/** The user's sandboxes as the daemon tells them, oldest first. While no daemon runs they are as the last one left them. */
export class Sandboxes {
  private readonly known = new Map<string, SandboxInfo>();
  private readonly changes = new EventEmitter<{ changed: [] }>();
  private readonly stopListening: (() => void)[];
  /** What the user should be told of the state on disk. */
  notices: readonly string[] = [];
  /** Sessions whose sandbox this window itself ends: nobody has to be told what became of them. */
  readonly endedHere = new Set<string>();
  /** Whether any daemon has told them yet. */
  told = false;

  constructor(
    private readonly link: DaemonLink,
    private readonly log: (line: string) => void,
  ) {
    this.changes.setMaxListeners(32);
    this.stopListening = [
      link.onConnected((daemon) => {
        void this.watch(daemon);
      }),
      link.onLost(() => {
        // A daemon that ends by itself leaves nothing running; one that was killed does, and the next takes it over.
        if (this.all().some(({ state }) => state === 'running' || state === 'starting')) void link.again();
        this.changes.emit('changed');
      }),
    ];
  }

  /** All of them. */
  all(): readonly SandboxInfo[] {
    return [...this.known.values()].sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  }

  /** The one with that id. */
  find(id: string): SandboxInfo | undefined {
    return this.known.get(id);
  }

  /** Whether what is known may be old: no daemon tells, and the last one left something running. */
  get stale(): boolean {
    return this.link.current === null && this.all().some(({ state }) => state !== 'created' && state !== 'stopped');
  }

  /** Calls `listener` whenever any of them changed. @returns what stops that */
  onChanged(listener: () => void): () => void {
    this.changes.on('changed', listener);
    return () => {
      this.changes.off('changed', listener);
    };
  }

  /** What a call has answered is known before its event comes. */
  learn(sandbox: SandboxInfo): SandboxInfo {
    this.known.set(sandbox.id, sandbox);
    this.changes.emit('changed');
    return sandbox;
  }

  /** Reads them anew; starts the daemon when none runs. @throws BellglassFailure as DaemonLink.open and the call */
  async read(): Promise<readonly SandboxInfo[]> {
    const { sandboxes, notices } = await (await this.link.open()).call('sandbox.list', {});
    this.take(sandboxes, notices);
    return this.all();
  }

  close(): void {
    for (const stop of this.stopListening) stop();
    this.changes.removeAllListeners();
  }

  private async watch(daemon: Daemon): Promise<void> {
    try {
      daemon.onSandboxChanged(({ id, sandbox }) => {
        if (sandbox === null) this.known.delete(id);
        else this.known.set(id, sandbox);
        this.changes.emit('changed');
      });
      const { sandboxes, notices } = await daemon.call('sandbox.watch', {});
      this.take(sandboxes, notices);
    } catch (thrown) {
      this.log(`sandboxes are not told: ${asError(thrown).code}`);
    }
  }

  private take(sandboxes: readonly SandboxInfo[], notices: readonly string[]): void {
    this.known.clear();
    for (const sandbox of sandboxes) this.known.set(sandbox.id, sandbox);
    this.notices = notices;
    this.told = true;
    this.changes.emit('changed');
  }
}
