import { askStats } from '../guest/system.js';
import { endMachine } from '../machine/leftovers.js';
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
import { Life } from './machine/life.js';
import { followTrace, leaveTrace } from './machine/trace.js';
import { describeSandbox } from './describe.js';
import type { KeptWatcher } from './events/watcher.js';
import { readHead } from './store/console.js';
import { processOf } from './processOf.js';
import { KeptRecord } from './record.js';
import type { Store } from './store/store.js';
import { Turns } from './turns.js';
import { Usage } from './usage.js';
import { whyEnded, type StopReason } from './whyEnded.js';

/** How long the processes of a sandbox that Bellglass itself stops may take, in milliseconds. */
const ownGrace = 10_000;

/** One kept sandbox. What changes it happens one after the other; a stop does not wait for a start, it ends it. */
export class KeptSandbox {
  readonly sessions: SandboxSessions;
  private life: Life | null = null;
  private doing: 'starting' | 'stopping' | 'removing' | null = null;
  private starting: AbortController | null = null;
  private readonly record: KeptRecord;
  private readonly turns = new Turns();
  private readonly usage: Usage;
  private removing: Promise<void> | null = null;
  private endedFor: StopReason | 'removed' | null = null;
  private adopting: AbortController | null = null;
  private stoppingItself: Promise<void> = Promise.resolve();

  constructor(
    row: SandboxRow,
    private readonly store: Store,
    private readonly context: KeptContext,
    private readonly watcher: KeptWatcher,
  ) {
    this.record = new KeptRecord(row, store, context.log);
    this.usage = new Usage(() => this.sessions.running, this.tell);
    this.sessions = new SandboxSessions({
      sandboxId: row.id,
      name: () => this.name,
      directory: this.record.home.sessions,
      table: store.sessions,
      log: context.log,
      onEnd: (session) => {
        // One that is being stopped, to be booted again perhaps, needs nobody else to do it.
        if (session.info().main && this.doing !== 'stopping') this.stopItself('command');
      },
      onChange: this.usage.touch,
    });
  }

  get id(): string {
    return this.record.row.id;
  }

  get name(): string {
    return this.record.row.name;
  }

  get settings(): SandboxRow['settings'] {
    return this.record.row.settings;
  }

  /** What it is doing. */
  get state(): SandboxState {
    if (this.doing === 'starting') return 'starting';
    if (this.doing === 'stopping') return 'stopping';
    if (this.life !== null) return 'running';
    return this.record.row.startedAt === null ? 'created' : 'stopped';
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
    return this.usage.quietFor;
  }

  /** Everything that is known of it. */
  async info(): Promise<SandboxInfo> {
    return await describeSandbox(
      this.record.row,
      this.record.home,
      this.state,
      this.life?.sandbox ?? null,
      this.sessions.list(),
    );
  }

  /** Boots it and starts its main process, unless it runs. @throws as bootKept and startSession */
  async start(): Promise<void> {
    await this.turns.take(async () => {
      if (this.life !== null) return;
      const stopper = new AbortController();
      this.starting = stopper;
      this.endedFor = null;
      this.doing = 'starting';
      this.tell();
      let life: Life | null = null;
      try {
        await this.record.save({ running: true, startedAt: new Date().toISOString(), end: null });
        const booted = await bootKept(this.record.row, this.record.home, this.context, stopper.signal);
        await leaveTrace(this.record.home, booted.sandbox.machine);
        life = this.live(booted);
        this.sessions.begin(booted.sandbox.session);
        const { main } = this.settings;
        if (main !== null) await this.startSession(main.process, main.terminal, true);
      } catch (thrown) {
        const reason = stopper.signal.aborted ? 'asked' : 'failed';
        if (life !== null) await this.finish(life, reason, asError(thrown));
        else await this.record.saveEnd(reason, asError(thrown));
        throw thrown;
      } finally {
        this.starting = null;
        this.doing = null;
        this.usage.touch();
      }
    });
  }

  /** Takes over the machine that an earlier daemon started under it, or says what became of it. Never throws. */
  async adopt(owned: OwnedMachine | undefined): Promise<void> {
    await this.turns.take(async () => {
      const traced = await followTrace(this.record.home);
      const machine = traced ?? owned;
      if (owned !== undefined && machine?.directory.path !== owned.directory.path)
        await endMachine(owned.vmm, owned.directory);
      if (machine === undefined) {
        this.sessions.end();
        if (this.record.row.running) await this.record.saveEnd('lost', null);
        return;
      }
      this.doing = 'starting';
      this.tell();
      const { signal } = (this.adopting = new AbortController());
      const adoption = await adopt(this.record.row, machine, this.context, signal, async ({ directory }) => {
        await this.record.keepConsole(directory.console);
      });
      if (adoption.kind === 'ended') {
        this.doing = null;
        this.context.log(`sandbox ${this.name}: its machine could not be taken over: ${adoption.end.reason}`);
        this.sessions.end();
        // Of a machine that was left by one that had ended, the reason is known.
        const { reason, error } = adoption.end;
        if (this.record.row.running) await this.record.saveEnd(signal.aborted ? 'asked' : reason, error);
        return;
      }
      const { session } = adoption.booted.sandbox;
      // Before anybody can start something new, which would be taken for something that nobody knows.
      await this.sessions.adopt(session).catch((thrown: unknown) => {
        this.context.log(`sandbox ${this.name}: its sessions are looked for again: ${String(thrown)}`);
        session.destroy();
      });
      this.live(adoption.booted).clockDue = true;
      this.doing = null;
      this.record.confirm();
      // The daemon before ended between the boot and the start of the main process: whoever asked for it was told that it failed.
      const lacksMain = !this.sessions.list().some(({ main, state }) => main && state === 'running');
      if (this.settings.main !== null && lacksMain) this.stopItself('command');
    });
    this.usage.touch();
    if (this.active) return;
    await this.removeAfterUse().catch((thrown: unknown) => {
      this.context.log(`sandbox ${this.name} could not be removed: ${String(thrown)}`);
    });
  }

  /** SIGTERM to its processes, a grace, power off, kill. One that starts is not started any more. */
  async stop(reason: StopReason, graceMs: number): Promise<void> {
    if (await this.end(reason, graceMs)) await this.removeAfterUse();
  }

  /** Stops it and boots it again, whether it runs or not. @throws as start */
  async restart(graceMs: number): Promise<void> {
    await this.end('asked', graceMs);
    await this.start();
  }

  /** Tells the guest the time, when that is due; what fails is due again. */
  async tellTime(jumped: boolean): Promise<void> {
    await this.life?.tellTime(jumped);
  }

  /** Removes it with everything of it. @param force also when it runs @throws BellglassFailure sandbox_running, disk_failed */
  async remove(force: boolean): Promise<void> {
    const ensureStopped = (): void => {
      if (!force && this.active) throw new BellglassFailure({ code: 'sandbox_running', data: { name: this.name } });
    };
    ensureStopped();
    this.removing ??= this.removeNow(ensureStopped).finally(() => (this.removing = null));
    await this.removing;
  }

  /** Gives it another name. @throws BellglassFailure disk_failed, database_unusable, database_locked */
  async rename(name: string): Promise<void> {
    await this.turns.take(async () => {
      await this.record.save({ name });
      this.tell();
    });
  }

  /** Starts a process that outlives its client. @throws as SandboxSessions.start; sandbox_not_running, no_such_user */
  async startSession(process: ProcessWish, terminal: TerminalSize | null, main = false): Promise<SessionInfo> {
    const request = processOf(process, this.settings, this.sandbox, terminal !== null);
    const session: Session = await this.sessions.start({ request, terminal, main });
    return session.info();
  }

  /**
   * Its machine for a process of a client; nothing counts as idle until `release`, and `explain` says what a failure was.
   * @throws BellglassFailure sandbox_not_running
   */
  use(): { sandbox: Sandbox; explain: (thrown: unknown) => Promise<unknown>; release: () => void } {
    const { sandbox } = this;
    const release = this.usage.begin();
    const explain = async (thrown: unknown): Promise<unknown> => {
      if (this.endedFor === null) return await sandbox.explain(thrown);
      const data = { name: this.name, reason: whyEnded[this.endedFor] };
      return new BellglassFailure({ code: 'sandbox_stopped', data });
    };
    return { sandbox, explain, release };
  }

  /** The head of the console of its machine, or of its latest one; null when none was kept. */
  async console(): Promise<string | null> {
    return await readHead(this.life?.sandbox.machine.directory.console ?? this.record.home.console);
  }

  /** Bellglass stops it by itself; what goes wrong is logged. */
  stopItself(reason: StopReason): void {
    this.stoppingItself = this.stop(reason, ownGrace).catch((thrown: unknown) => {
      this.context.log(`sandbox ${this.name} could not be stopped: ${String(thrown)}`);
    });
  }

  /** Resolves when it has stopped, and is removed if it is to be, where Bellglass is stopping it by itself. */
  async settled(): Promise<void> {
    await this.stoppingItself;
  }

  /** Bellglass stops it for want of use, unless something is left in its background. What goes wrong is logged, and asked again after its idle time. */
  async stopWhenIdle(): Promise<void> {
    this.usage.touch();
    try {
      const { processes } = await askStats(this.sandbox.session);
      if (processes === 0 && !this.usage.busy) this.stopItself('idle');
    } catch (thrown) {
      this.context.log(`sandbox ${this.name} does not say what runs in it: ${String(thrown)}`);
    }
  }

  /** The daemon ends, and the sandbox runs on for the next one. One that is starting is not started any more. */
  async leave(): Promise<void> {
    this.starting?.abort(new BellglassFailure({ code: 'shutting_down', data: {} }));
    await this.turns
      .take(async () => {
        this.turns.close(() => new BellglassFailure({ code: 'shutting_down', data: {} }));
        await this.sessions.close();
        this.life?.leave();
      })
      .catch(() => undefined);
  }

  /** @returns whether there was something to end */
  private async end(reason: StopReason, graceMs: number): Promise<boolean> {
    const why = { name: this.name, reason: 'it was asked to while it started.' };
    this.starting?.abort(new BellglassFailure({ code: 'sandbox_stopped', data: why }));
    this.adopting?.abort();
    if (graceMs === 0) this.life?.hurry();
    return await this.turns.take(async () => {
      const { life } = this;
      if (life === null) return false;
      this.doing = 'stopping';
      this.endedFor = reason;
      this.tell();
      try {
        await life.stop(graceMs);
        await this.finish(life, reason, null);
        return true;
      } finally {
        this.doing = null;
        this.usage.touch();
      }
    });
  }

  private readonly tell = (): void => {
    this.watcher.changed(this.id);
  };

  private async removeAfterUse(): Promise<void> {
    if (this.settings.autoRemove && this.record.row.startedAt !== null) await this.remove(true);
  }

  private async removeNow(ensureStopped: () => void): Promise<void> {
    this.starting?.abort(
      new BellglassFailure({ code: 'sandbox_stopped', data: { name: this.name, reason: 'it was removed.' } }),
    );
    this.adopting?.abort();
    this.life?.hurry();
    await this.turns.take(async () => {
      ensureStopped();
      this.doing = 'removing';
      this.endedFor = 'removed';
      try {
        const { life } = this;
        if (life !== null) await this.finish(life, 'asked', null);
        await this.sessions.close();
        await this.store.remove(this.id);
        const data = { reference: this.name, nearest: null };
        this.turns.close(() => new BellglassFailure({ code: 'unknown_sandbox', data }));
        this.watcher.gone(this.id);
      } finally {
        this.doing = null;
        this.tell();
      }
    });
  }

  private live({ sandbox, ticket }: BootedKept): Life {
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
    this.tell();
    return life;
  }

  private machineEnded(life: Life, reason: SandboxEnd['reason'], error: BellglassError | null): void {
    this.context.log(
      `sandbox ${this.name} ended by itself: ${reason}${error === null ? '' : ` ${JSON.stringify(error)}`}`,
    );
    const finished = this.turns.take(async () => {
      await this.finish(life, reason, error);
      this.usage.touch();
    });
    finished
      .then(async () => {
        await this.removeAfterUse();
      })
      .catch((thrown: unknown) => {
        this.context.log(`sandbox ${this.name} could not be removed: ${String(thrown)}`);
      });
  }

  private async finish(life: Life, reason: SandboxEnd['reason'], error: BellglassError | null): Promise<void> {
    if (this.life !== life) return;
    await this.record.keepConsole(life.sandbox.machine.directory.console);
    await life.remove();
    this.life = null;
    this.sessions.end();
    await this.record.saveEnd(reason, error);
  }
}
