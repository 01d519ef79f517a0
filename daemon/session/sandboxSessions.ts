import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetProcess, listProcesses, startKept } from '../guest/keptProcesses.js';
import { signalProcess, waitProcess } from '../guest/processes.js';
import type { GuestSession } from '../guest/session.js';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import type { SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';
import type { ProcessRequest } from '../protocol/wire/agent.js';
import { ensurePrivateDirectory } from '../state/privateDirectory.js';
import type { SessionTable } from '../state/sessionTable.js';
import { Session } from './session.js';

const SIGKILL = 9;
/** Of a command this much is shown, in characters: lists of sessions are messages with a bound. */
const mostCommand = 4096;

/** The sandbox around its sessions. */
export interface SessionHome {
  readonly sandboxId: string;
  /** The sandbox's name, for errors. */
  readonly name: () => string;
  /** Where screens and logs are; made when it is missing. */
  readonly directory: string;
  readonly table: SessionTable;
  readonly log: (line: string) => void;
  /** A session ended by itself. */
  readonly onEnd: (session: Session) => void;
  /** Something began or ended. */
  readonly onChange: () => void;
}

/** What to start. */
export interface SessionWish {
  /** As the guest takes it. */
  readonly request: Omit<ProcessRequest, 'stdin' | 'tty' | 'keep'>;
  readonly terminal: TerminalSize | null;
  /** Whether the sandbox stops with it. */
  readonly main: boolean;
}

/** The processes of one kept sandbox that outlive their clients. */
export class SandboxSessions {
  private readonly sessions = new Map<string, Session>();
  private guest: GuestSession | null = null;
  private starting = 0;

  /** Reads what an earlier daemon wrote down. @throws BellglassFailure database_unusable, database_locked */
  constructor(private readonly home: SessionHome) {
    for (const row of home.table.of(home.sandboxId)) this.sessions.set(row.id, new Session(home, row));
  }

  /** How many run. */
  get running(): number {
    return this.starting + [...this.sessions.values()].filter((session) => session.running).length;
  }

  /** A fresh machine: what is still marked as running ended with the one before. */
  begin(guest: GuestSession): void {
    this.end();
    this.guest = guest;
  }

  /**
   * The same machine, found again. Sessions whose process is there go on from where they were; the others have ended. A process that no session
   * knows is killed: whoever asked for it was told that it failed, and nobody is left who reads it.
   * @throws BellglassFailure the guest_ errors
   */
  async adopt(guest: GuestSession): Promise<void> {
    const there = new Map((await listProcesses(guest)).map((process) => [process.id, process]));
    for (const session of this.sessions.values()) {
      if (!session.running) continue;
      const { processId } = session;
      if (processId !== null && there.get(processId)?.kept === true) {
        there.delete(processId);
        await session.resume(guest, false);
      } else {
        session.finish(null);
        this.home.onEnd(session);
      }
    }
    for (const { id } of there.values()) void this.endUnknown(guest, id);
    this.guest = guest;
  }

  /** The channel broke: clients wait until it is found again. */
  lost(): void {
    this.guest = null;
    for (const session of this.sessions.values()) session.lost();
  }

  /** The machine is gone, and every session with it. */
  end(): void {
    this.guest = null;
    for (const session of this.sessions.values()) session.finish(null);
  }

  /** Starts one. @throws BellglassFailure too_many_sessions, sandbox_not_running, disk and database errors; as startProcess */
  async start({ request, terminal, main }: SessionWish): Promise<Session> {
    const { guest, home } = this;
    const name = home.name();
    if (guest === null) throw new BellglassFailure({ code: 'sandbox_not_running', data: { name } });
    if (this.running >= limits.sessions)
      throw new BellglassFailure({ code: 'too_many_sessions', data: { name, limit: limits.sessions } });
    ensurePrivateDirectory(home.directory);
    this.starting += 1;
    try {
      const process = await startKept(guest, request, terminal);
      try {
        const session = this.record(process.id, request.argv, terminal, main);
        await session.resume(guest, true);
        return session;
      } catch (thrown) {
        void this.endUnknown(guest, process.id);
        throw thrown;
      }
    } finally {
      this.starting -= 1;
      home.onChange();
    }
  }

  get(id: string): Session | undefined {
    return this.sessions.get(id);
  }

  /** Everything that is known of them, oldest first. */
  list(): SessionInfo[] {
    return [...this.sessions.values()].map((session) => session.info());
  }

  /** The daemon ends and the processes go on: everything is written down, and clients are let go. */
  async close(): Promise<void> {
    this.guest = null;
    await Promise.all([...this.sessions.values()].map((session) => session.leave()));
  }

  private record(processId: number, command: string[], terminal: TerminalSize | null, main: boolean): Session {
    this.makeRoom();
    const row = {
      id: this.freeId(),
      sandboxId: this.home.sandboxId,
      command: cut(command),
      terminal,
      main,
      state: 'running' as const,
      exitCode: null,
      signal: null,
      outOfMemory: false,
      startedAt: new Date().toISOString(),
      endedAt: null,
      droppedBytes: 0,
      processId,
      stdoutAt: 0,
      stderrAt: 0,
    };
    this.home.table.save(row);
    const session = new Session(this.home, row);
    this.sessions.set(row.id, session);
    return session;
  }

  private freeId(): string {
    for (;;) {
      const id = randomBytes(4).toString('hex');
      if (!this.sessions.has(id)) return id;
    }
  }

  /** The oldest that have ended go. */
  private makeRoom(): void {
    for (const session of this.sessions.values()) {
      if (this.sessions.size < limits.sessions) return;
      if (!session.running) this.remove(session.id);
    }
  }

  private remove(id: string): void {
    this.home.table.remove({ id, sandboxId: this.home.sandboxId });
    this.sessions.delete(id);
    for (const suffix of ['log', 'log.1', 'screen'])
      rmSync(join(this.home.directory, `${id}.${suffix}`), { force: true });
  }

  private async endUnknown(guest: GuestSession, id: number): Promise<void> {
    const process = { id, pid: 0 };
    try {
      await signalProcess(guest, process, SIGKILL).catch(() => undefined);
      await waitProcess(guest, process);
      await forgetProcess(guest, id);
    } catch {
      // The guest is gone, and the process with it.
    }
  }
}

function cut(command: readonly string[]): string[] {
  let room = mostCommand;
  const shown: string[] = [];
  for (const word of command) {
    if (room <= 0) break;
    shown.push(word.slice(0, room));
    room -= word.length + 1;
  }
  return shown;
}
