import { copyFile } from 'node:fs/promises';
import type { OwnedMachine } from './machine/owned.js';
import { asError, BellglassFailure, type BellglassError } from '../protocol/errors.js';
import type { SandboxEnd, SandboxInfo, SandboxState } from '../protocol/sandbox/sandbox.js';
import type { ProcessWish, SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { SandboxSessions } from '../session/sandboxSessions.js';
import type { Session } from '../session/session.js';
import type { SandboxRow } from '../state/sandboxTable.js';
import { adopt } from './machine/adopt.js';
import { bootKept, type BootedKept } from './machine/bootKept.js';
import type { KeptContext } from './context.js';
import type { Home } from './store/home.js';
import { Life } from './machine/life.js';
import { describeSandbox } from './describe.js';
import { readHead } from './store/console.js';
import { processOf } from './processOf.js';
import type { Store } from './store/store.js';

/** How long the processes of a sandbox that Bellglass itself stops may take, in milliseconds. */
const ownGrace = 10_000;

/** What a kept sandbox tells of itself. */
export interface KeptWatcher {
  /** Something began or ended. */
  readonly changed: () => void;
  /** It is gone, with its disk. */
  readonly gone: (sandbox: KeptSandbox) => void;
}

/** One kept sandbox. What changes it happens one after the other; a stop does not wait for a start, it ends it. */
export class KeptSandbox {
  readonly sessions: SandboxSessions;
  private life: Life | null = null;
  private doing: 'starting' | 'stopping' | 'removing' | null = null;
  private starting: AbortController | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private executing = 0;
  private quietSince = performance.now();
  private left = false;

  constructor(
    private row: SandboxRow,
    private readonly store: Store,
    private readonly context: KeptContext,
    private readonly watcher: KeptWatcher,
  ) {
    this.sessions = new SandboxSessions({
      sandboxId: row.id,
      name: () => this.name,
      directory: this.home.sessions,
      table: store.sessions,
      log: context.log,
      onEnd: (session) => {
        if (session.info().main) this.stopItself('command');
      },
      onChange: this.used,
    });
  }

  get id(): string {
    return this.row.id;
  }

  get name(): string {
    return this.row.name;
  }

  get settings(): SandboxRow['settings'] {
    return this.row.settings;
  }

  /** What it is doing. */
  get state(): SandboxState {
    if (this.doing === 'starting') return 'starting';
    if (this.doing === 'stopping') return 'stopping';
    if (this.life !== null) return 'running';
    return this.row.startedAt === null ? 'created' : 'stopped';
  }

  /** Whether a machine is under it. */
  get running(): boolean {
    return this.life !== null;
  }

  /** Whether a machine is under it, or is about to be. */
  get active(): boolean {
    return this.life !== null || this.doing === 'starting';
  }

  /** Whether it starts, stops or is removed. */
  get changing(): boolean {
    return this.doing !== null;
  }

  /** Its machine, when it runs. @throws BellglassFailure sandbox_not_running */
  get sandbox(): Sandbox {
    if (this.life === null) throw new BellglassFailure({ code: 'sandbox_not_running', data: { name: this.name } });
    return this.life.sandbox;
  }

  /** For how long nothing has run in it, in milliseconds. */
  get quietFor(): number {
    return this.executing > 0 || this.sessions.running > 0 ? 0 : performance.now() - this.quietSince;
  }

  /** Everything that is known of it. */
  async info(): Promise<SandboxInfo> {
    return await describeSandbox(this.row, this.home, this.state, this.life?.sandbox ?? null, this.sessions.list());
  }

  /** Boots it, unless it runs. @throws as bootKept; sandbox_changing when it is being removed */
  async start(): Promise<void> {
    await this.inTurn(async () => {
      if (this.life !== null) return;
      const stopper = new AbortController();
      this.starting = stopper;
      this.doing = 'starting';
      this.watcher.changed();
      try {
        await this.save({ running: true, startedAt: new Date().toISOString(), end: null });
        const booted = await bootKept(this.row, this.home, this.context, stopper.signal);
        this.live(booted);
        this.sessions.begin(booted.sandbox.session);
      } catch (thrown) {
        await this.saveEnd(stopper.signal.aborted ? 'asked' : 'failed', asError(thrown));
        throw thrown;
      } finally {
        this.starting = null;
        this.doing = null;
        this.used();
      }
    });
    if (this.settings.autoRemove && !this.active) await this.remove(true);
  }

  /** Takes over the machine that an earlier daemon started under it, or says what became of it. Never throws. */
  async adopt(machine: OwnedMachine | undefined): Promise<void> {
    await this.inTurn(async () => {
      if (machine === undefined) {
        this.sessions.end();
        if (this.row.running) await this.saveEnd('lost', null);
        return;
      }
      this.doing = 'starting';
      const adoption = await adopt(this.row, machine, this.context, async ({ directory }) => {
        await this.keepConsole(directory.console);
      });
      this.doing = null;
      if (adoption.kind === 'ended') {
        this.context.log(`sandbox ${this.name}: its machine could not be taken over: ${adoption.end.reason}`);
        this.sessions.end();
        await this.saveEnd(adoption.end.reason, adoption.end.error);
        return;
      }
      const { session } = adoption.booted.sandbox;
      // Before anybody can start something new, which would be taken for something that nobody knows.
      await this.sessions.adopt(session).catch((thrown: unknown) => {
        this.context.log(`sandbox ${this.name}: its sessions are looked for again: ${String(thrown)}`);
        session.destroy();
      });
      this.live(adoption.booted);
      this.row = { ...this.row, running: true, end: null };
      this.used();
    });
    if (this.settings.autoRemove && !this.active && this.row.startedAt !== null) await this.remove(true);
  }

  /** SIGTERM to its processes, a grace, power off, kill. One that starts is not started any more. */
  async stop(reason: SandboxEnd['reason'], graceMs: number): Promise<void> {
    const why = { name: this.name, reason: 'it was asked to while it started.' };
    this.starting?.abort(new BellglassFailure({ code: 'sandbox_stopped', data: why }));
    if (graceMs === 0) this.life?.hurry();
    await this.inTurn(async () => {
      const { life } = this;
      if (life === null) return;
      this.doing = 'stopping';
      try {
        await life.stop(graceMs);
        await this.finish(life, reason, null);
      } finally {
        this.doing = null;
        this.used();
      }
    });
    if (this.settings.autoRemove) await this.remove(true);
  }

  /** Removes it with everything of it. @param force also when it runs @throws BellglassFailure sandbox_running, disk_failed */
  async remove(force: boolean): Promise<void> {
    if (!force && this.active) throw new BellglassFailure({ code: 'sandbox_running', data: { name: this.name } });
    if (this.doing === 'removing') return;
    this.starting?.abort(
      new BellglassFailure({ code: 'sandbox_stopped', data: { name: this.name, reason: 'it was removed.' } }),
    );
    this.life?.hurry();
    await this.inTurn(async () => {
      this.doing = 'removing';
      try {
        const { life } = this;
        if (life !== null) await this.finish(life, 'asked', null);
        await this.sessions.close();
        await this.store.remove(this.id);
        this.left = true;
        this.watcher.gone(this);
      } finally {
        this.doing = null;
        this.watcher.changed();
      }
    });
  }

  /** Gives it another name. @throws BellglassFailure disk_failed, database_unusable, database_locked */
  async rename(name: string): Promise<void> {
    await this.inTurn(async () => {
      await this.save({ name });
    });
  }

  /** Starts a process that outlives its client. @throws as SandboxSessions.start; sandbox_not_running, no_such_user */
  async startSession(process: ProcessWish, terminal: TerminalSize | null, main: boolean): Promise<SessionInfo> {
    const request = processOf(process, this.settings, this.sandbox, terminal !== null);
    const session: Session = await this.sessions.start({ request, terminal, main });
    return session.info();
  }

  /** Its machine for a process of a client; nothing counts as idle until `release`. @throws BellglassFailure sandbox_not_running */
  use(): { sandbox: Sandbox; release: () => void } {
    const { sandbox } = this;
    this.executing += 1;
    this.watcher.changed();
    const release = (): void => {
      this.executing -= 1;
      this.used();
    };
    return { sandbox, release };
  }

  /** The head of the console of its machine, or of its latest one; null when none was kept. */
  async console(): Promise<string | null> {
    return await readHead(this.life?.sandbox.machine.directory.console ?? this.home.console);
  }

  /** Bellglass stops it by itself; what goes wrong is logged. */
  stopItself(reason: SandboxEnd['reason']): void {
    this.stop(reason, ownGrace).catch((thrown: unknown) => {
      this.context.log(`sandbox ${this.name} could not be stopped: ${String(thrown)}`);
    });
  }

  /** The daemon ends, and the sandbox runs on for the next one. One that is starting is not started any more. */
  async leave(): Promise<void> {
    this.starting?.abort(new BellglassFailure({ code: 'shutting_down', data: {} }));
    await this.inTurn(async () => {
      this.left = true;
      await this.sessions.close();
      this.life?.leave();
    }).catch(() => undefined);
  }

  private get home(): Home {
    return this.store.home(this.row.id);
  }

  private readonly used = (): void => {
    this.quietSince = performance.now();
    this.watcher.changed();
  };

  private live({ sandbox, ticket }: BootedKept): void {
    const life: Life = new Life(sandbox, ticket, {
      lost: () => {
        this.sessions.lost();
      },
      found: async (session) => {
        await this.sessions.adopt(session);
      },
      ended: (reason, error) => {
        this.machineEnded(life, reason, error);
      },
    });
    this.life = life;
  }

  private machineEnded(life: Life, reason: SandboxEnd['reason'], error: BellglassError | null): void {
    this.context.log(
      `sandbox ${this.name} ended by itself: ${reason}${error === null ? '' : ` ${JSON.stringify(error)}`}`,
    );
    const finished = this.inTurn(async () => {
      await this.finish(life, reason, error);
      this.used();
    });
    finished
      .then(async () => {
        if (this.settings.autoRemove) await this.remove(true);
      })
      .catch((thrown: unknown) => {
        this.context.log(`sandbox ${this.name}: its end could not be written down: ${String(thrown)}`);
      });
  }

  private async finish(life: Life, reason: SandboxEnd['reason'], error: BellglassError | null): Promise<void> {
    if (this.life !== life) return;
    await this.keepConsole(life.sandbox.machine.directory.console);
    await life.remove();
    this.life = null;
    this.sessions.end();
    await this.saveEnd(reason, error);
  }

  private async keepConsole(console: string): Promise<void> {
    await copyFile(console, this.home.console).catch(() => undefined);
  }

  private async save(change: Partial<SandboxRow>): Promise<void> {
    const next = { ...this.row, ...change };
    await this.store.save(next);
    this.row = next;
  }

  // The sandbox has ended whether that can be written down or not.
  private async saveEnd(reason: SandboxEnd['reason'], error: BellglassError | null): Promise<void> {
    const end = { reason, error, at: new Date().toISOString() };
    this.row = { ...this.row, running: false, end };
    await this.store.save(this.row).catch((thrown: unknown) => {
      this.context.log(`sandbox ${this.name}: its end could not be written down: ${String(thrown)}`);
    });
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(async () => {
      if (this.left)
        throw new BellglassFailure({ code: 'unknown_sandbox', data: { reference: this.name, nearest: null } });
      return await work();
    });
    this.turn = mine.catch(() => undefined);
    return await mine;
  }
}
