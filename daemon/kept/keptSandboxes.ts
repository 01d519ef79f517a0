import { randomBytes } from 'node:crypto';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import type { Result } from '../protocol/methods.js';
import type { SandboxInfo, SandboxSettings } from '../protocol/sandbox/sandbox.js';
import type { ProcessWish, SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';
import { checkLimits } from '../sandbox/limits.js';
import { resolveImage } from '../sandbox/resolveImage.js';
import type { Session } from '../session/session.js';
import { readSettings } from '../state/settings.js';
import type { SandboxRow } from '../state/sandboxTable.js';
import { findNatives } from '../machine/natives.js';
import type { KeptContext } from './context.js';
import { Changes } from './events/changes.js';
import type { KeptWatcher } from './events/watcher.js';
import { KeptSandbox } from './keptSandbox.js';
import { madeUpName } from './naming/names.js';
import { findOwned } from './machine/owned.js';
import { placesOf } from './places.js';
import { findByReference } from './naming/references.js';
import { Store } from './store/store.js';
import { Ticker } from './ticker.js';
import type { StopReason } from './whyEnded.js';
import { within } from './within.js';

/** How long the first answer may wait for machines to be taken over, in milliseconds; the rest go on beside it. */
const adoptionPatience = 3000;
/** How long sandboxes may take to be left to the next daemon, in milliseconds. */
const leavingPatience = 5000;
/** How long the processes of sandboxes may take when the daemon is told to stop everything, in milliseconds. */
const farewellGrace = 3000;

/** The kept sandboxes of a daemon. */
export class KeptSandboxes {
  private readonly ticker: Ticker;

  private constructor(
    private readonly sandboxes: Map<string, KeptSandbox>,
    private readonly store: Store,
    private readonly context: KeptContext,
    private readonly watcher: KeptWatcher,
    private readonly changes: Changes,
    /** What the user should be told of the state. */
    readonly notices: readonly string[],
  ) {
    this.ticker = new Ticker(this.all, context.log);
  }

  /**
   * Opens the state and takes over the machines that an earlier daemon started.
   * @param onChange called whenever something began or ended
   * @throws BellglassFailure database_unusable, database_locked, database_newer, unsafe_directory
   */
  static async open(context: KeptContext, onChange: () => void): Promise<KeptSandboxes> {
    const { store, rows, notices } = await Store.open(context.paths);
    notices.forEach(context.log);
    const sandboxes = new Map<string, KeptSandbox>();
    const changes = new Changes();
    changes.listen(onChange);
    const watcher: KeptWatcher = {
      changed: (id) => {
        changes.tell(id);
      },
      gone: (id) => {
        sandboxes.delete(id);
        changes.tell(id);
      },
    };
    try {
      for (const row of rows) sandboxes.set(row.id, new KeptSandbox(row, store, context, watcher));
      const owned = await findOwned(context.paths.machines, new Set(sandboxes.keys()));
      const adopted = [...sandboxes.values()].map(async (sandbox) => {
        await sandbox.adopt(owned.get(sandbox.id));
      });
      await within(adoptionPatience, Promise.all(adopted));
      return new KeptSandboxes(sandboxes, store, context, watcher, changes, notices);
    } catch (thrown) {
      store.close();
      throw thrown;
    }
  }

  /** All of them, oldest first. */
  readonly all = (): KeptSandbox[] => [...this.sandboxes.values()];

  /** Whether there is one with that id. */
  has(id: string): boolean {
    return this.sandboxes.has(id);
  }

  /** Everything that is known of the one with that id; null when there is none. */
  async info(id: string): Promise<SandboxInfo | null> {
    return (await this.sandboxes.get(id)?.info()) ?? null;
  }

  /** Calls `listener` whenever something of a sandbox may have changed. @returns ends that */
  listen(listener: (id: string) => void): () => void {
    return this.changes.listen(listener);
  }

  /** How many have a machine, or are about to. */
  get active(): number {
    return this.all().filter(({ active }) => active).length;
  }

  /** Whether one of them starts, stops or is removed. */
  get changing(): boolean {
    return this.all().some(({ changing }) => changing);
  }

  /** The machines under them. */
  machines(): Result<'machine.list'>['machines'] {
    return this.all()
      .filter(({ running }) => running)
      .map(({ sandbox: { machine } }) => {
        const { hypervisor, pid, startedAt } = machine;
        return { id: machine.directory.id, runId: null, hypervisor, pid, startedAt };
      });
  }

  /** The one that is meant. @throws BellglassFailure unknown_sandbox with the nearest name, ambiguous_sandbox */
  find(reference: string): KeptSandbox {
    return findByReference(reference, this.all());
  }

  /**
   * Makes one with its disk.
   * @param name null: one is made up
   * @throws BellglassFailure sandbox_name_taken, too_many_sandboxes, disk_space, disk_failed, and what is wrong with the settings already now
   */
  async create(name: string | null, settings: SandboxSettings): Promise<KeptSandbox> {
    const { paths, env } = this.context;
    const usual = await readSettings(paths.settings);
    checkLimits(settings.memoryMiB ?? usual.memoryMiB, settings.cpus ?? usual.cpus, []);
    await placesOf(settings, paths);
    await resolveImage(settings.image, findNatives(env).initramfs, paths.cache);
    if (this.sandboxes.size >= limits.sandboxes)
      throw new BellglassFailure({ code: 'too_many_sandboxes', data: { limit: limits.sandboxes } });
    const row: SandboxRow = {
      id: randomBytes(6).toString('hex'),
      name: name ?? madeUpName(new Set(this.all().map((sandbox) => sandbox.name))),
      settings: {
        ...settings,
        ttlMs: settings.ttlMs ?? usual.ttlMs,
        idleStopMs: settings.idleStopMs ?? usual.idleStopMs,
      },
      running: false,
      createdAt: new Date().toISOString(),
      startedAt: null,
      end: null,
    };
    this.ensureFree(row.name);
    // From here on the name is taken, also for whoever asks while the disk is made.
    this.reserved.add(row.name);
    try {
      await this.store.make(row, settings.diskMiB ?? usual.diskMiB ?? limits.usualDiskMiB);
      const sandbox = new KeptSandbox(row, this.store, this.context, this.watcher);
      this.sandboxes.set(row.id, sandbox);
      this.changes.tell(row.id);
      return sandbox;
    } finally {
      this.reserved.delete(row.name);
    }
  }

  /** Makes and starts one, and its main process, with which it stops. What fails leaves nothing. @throws as create, start and startSession */
  async run(
    name: string | null,
    settings: SandboxSettings,
    process: ProcessWish,
    terminal: TerminalSize | null,
  ): Promise<{ sandbox: KeptSandbox; session: SessionInfo }> {
    const sandbox = await this.create(name, { ...settings, main: { process, terminal } });
    try {
      await sandbox.start();
      const session = sandbox.sessions.list().findLast(({ main }) => main);
      if (session === undefined) throw new BellglassFailure({ code: 'no_session', data: { name: sandbox.name } });
      return { sandbox, session };
    } catch (thrown) {
      await sandbox.remove(true).catch((failed: unknown) => {
        this.context.log(`sandbox ${sandbox.name} could not be removed: ${String(failed)}`);
      });
      throw thrown;
    }
  }

  /** Gives one another name. @throws BellglassFailure sandbox_name_taken and what find and KeptSandbox.rename throw */
  async rename(reference: string, name: string): Promise<KeptSandbox> {
    const sandbox = this.find(reference);
    if (sandbox.name === name) return sandbox;
    this.ensureFree(name);
    this.reserved.add(name);
    try {
      await sandbox.rename(name);
      return sandbox;
    } finally {
      this.reserved.delete(name);
    }
  }

  /** The session with that id; undefined when there is none. */
  session(id: string): Session | undefined {
    for (const { sessions } of this.all()) {
      const found = sessions.get(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The session with that id; or, of the sandbox that is meant and its sessions with a terminal, or with a log, the main one, else the only one
   * that runs, else the last.
   */
  findSession(reference: string, has: 'terminal' | 'log'): Session {
    const known = this.session(reference);
    if (known !== undefined) return known;
    const { sessions, name } = this.find(reference);
    const all = sessions.list();
    const list = all.filter(({ terminal }) => (terminal === null) === (has === 'log'));
    const other = all.at(-1);
    if (list.length === 0 && other !== undefined) {
      const code = has === 'log' ? 'has_a_terminal' : 'not_a_terminal';
      throw new BellglassFailure({ code, data: { sessionId: other.id } });
    }
    const running = list.filter(({ state }) => state === 'running');
    if (running.length > 1 && !running.some(({ main }) => main)) {
      const data = { name, sessions: running.map(({ id }) => id).slice(0, limits.sessions) };
      throw new BellglassFailure({ code: 'several_sessions', data });
    }
    const chosen = running.find(({ main }) => main) ?? running[0] ?? list.findLast(({ main }) => main) ?? list.at(-1);
    const session = chosen === undefined ? undefined : sessions.get(chosen.id);
    if (session === undefined) throw new BellglassFailure({ code: 'no_session', data: { name } });
    return session;
  }

  /** The daemon ends. @param reason null: the sandboxes run on for the next daemon; else every one of them is stopped */
  async close(reason: StopReason | null): Promise<void> {
    this.ticker.stop();
    if (reason !== null)
      await Promise.allSettled(
        this.all().map(async (sandbox) => {
          await sandbox.stop(reason, farewellGrace);
        }),
      );
    // A stop with a long grace, or a guest that does not answer, is the next daemon's to end.
    const left = this.all().map(async (sandbox) => {
      await sandbox.leave();
    });
    await within(leavingPatience, Promise.all(left));
    this.store.close();
  }

  /** Waits for the sandbox with that id, if there is one, as KeptSandbox.settled. */
  async settled(id: string): Promise<void> {
    await this.sandboxes.get(id)?.settled();
  }

  private readonly reserved = new Set<string>();

  private ensureFree(name: string): void {
    if (this.reserved.has(name) || this.all().some((sandbox) => sandbox.name === name))
      throw new BellglassFailure({ code: 'sandbox_name_taken', data: { name } });
  }
}
