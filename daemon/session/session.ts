import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetProcess, readKept, resizeTerminal } from '../guest/keptProcesses.js';
import { signalProcess, waitProcess } from '../guest/processes.js';
import type { GuestSession } from '../guest/session.js';
import { BellglassFailure } from '../protocol/errors.js';
import { sessionInfo, type SessionInfo, type TerminalSize } from '../protocol/sandbox/session.js';
import type { ProcessEnd } from '../protocol/wire/agent.js';
import type { SessionRow } from '../state/sessionTable.js';
import { SessionLog } from './disk/sessionLog.js';
import type { Output } from './disk/logFrames.js';
import { readLog, type LogPiece, type LogWish } from './disk/logReader.js';
import { showLastScreen, type Attachment } from './attachment.js';
import type { SessionHome } from './sandboxSessions.js';
import { LogSide } from './logSide.js';
import type { Side } from './side.js';
import { TerminalSide } from './terminalSide.js';
import { Typing } from './typing.js';
import type { Outlet } from './viewers.js';

/** After this what failed while the channel stands is tried again, in milliseconds. */
const again = 500;

/** No program writes so much, in bytes; offsets stay numbers that can be added up and written down. */
const mostOutput = 1e15;

/** What is told of a session, without what only the database needs. */
const told = sessionInfo.strip();

/** A process in a kept sandbox that outlives its clients, and the daemon. */
export class Session {
  private readonly log: SessionLog;
  private readonly typing: Typing;
  private readonly ended: Promise<SessionInfo>;
  private tellEnded: (info: SessionInfo) => void = () => undefined;
  private opening: Promise<Side> | null = null;
  private side: Side | null = null;
  private guest: GuestSession | null = null;
  private serving: AbortController | null = null;
  private wantedSize: TerminalSize | null = null;
  private sizing: Promise<void> = Promise.resolve();

  constructor(
    private readonly home: SessionHome,
    private row: SessionRow,
  ) {
    this.log = new SessionLog(this.path('log'));
    this.typing = new Typing(row.processId ?? 0);
    this.ended = new Promise((resolve) => (this.tellEnded = resolve));
    if (row.state === 'running') return;
    this.log.close();
    this.tellEnded(this.info());
  }

  get id(): string {
    return this.row.id;
  }

  get running(): boolean {
    return this.row.state === 'running';
  }

  /** The agent's number of its process; null when it has none any more. */
  get processId(): number | null {
    return this.row.processId;
  }

  info(): SessionInfo {
    const { side } = this;
    const shown = { terminal: side?.size ?? this.row.terminal, viewers: side?.viewers ?? 0 };
    return told.parse({ ...this.row, ...shown });
  }

  /** Answers when it has ended. */
  async wait(): Promise<SessionInfo> {
    return await this.ended;
  }

  /** Sends a signal to the process's group. @throws BellglassFailure session_ended, sandbox_not_running */
  async signal(number: number): Promise<void> {
    const { processId } = this.row;
    const over = new BellglassFailure({ code: 'session_ended', data: { sessionId: this.id } });
    if (!this.running || processId === null) throw over;
    if (this.guest === null)
      throw new BellglassFailure({ code: 'sandbox_not_running', data: { name: this.home.name() } });
    try {
      await signalProcess(this.guest, { id: processId, pid: 0 }, number);
    } catch (thrown) {
      throw isRefused(thrown) ? over : thrown;
    }
  }

  /** Shows the terminal to a client. @throws BellglassFailure not_a_terminal */
  async attach(outlet: Outlet, size: TerminalSize): Promise<Attachment> {
    if (this.row.terminal === null)
      throw new BellglassFailure({ code: 'not_a_terminal', data: { sessionId: this.id } });
    const side = this.running ? await this.open() : null;
    if (!(side instanceof TerminalSide) || !this.running)
      return await showLastScreen(this.path('screen'), outlet, size, this.info());
    const viewer = side.attach(outlet, size);
    return {
      input: this.typing.writable(),
      resize: (to) => {
        side.resizeViewer(viewer, to);
      },
      detach: () => {
        side.detach(viewer);
      },
    };
  }

  /** What it wrote. @throws BellglassFailure has_a_terminal */
  readLog(wish: LogWish): AsyncGenerator<LogPiece> {
    if (this.row.terminal !== null)
      throw new BellglassFailure({ code: 'has_a_terminal', data: { sessionId: this.id } });
    return readLog(this.log, wish);
  }

  /** The machine can be talked to: its process's output is read on from where it was. @param fresh whether it has just been started */
  async resume(guest: GuestSession, fresh: boolean): Promise<void> {
    if (!this.running) return;
    this.lost();
    this.guest = guest;
    const serving = new AbortController();
    this.serving = serving;
    const side = await this.open();
    if (fresh && side instanceof TerminalSide) side.begins();
    this.typing.connect(guest);
    if (!fresh && side.size !== null) this.resizeGuest(side.size);
    void this.serve(guest, side, serving.signal);
  }

  /** The channel broke. Viewers stay and wait. */
  lost(): void {
    this.serving?.abort();
    this.serving = null;
    this.guest = null;
    this.typing.connect(null);
  }

  /** It has ended. @param end how; null when nobody knows, since its machine is gone */
  finish(end: ProcessEnd | null): void {
    if (!this.running) return;
    this.lost();
    this.typing.end();
    const { side } = this;
    this.row = {
      ...this.row,
      state: 'ended',
      exitCode: end?.exitCode ?? null,
      signal: end?.signal ?? null,
      outOfMemory: end?.outOfMemory ?? false,
      endedAt: new Date().toISOString(),
      terminal: side?.size ?? this.row.terminal,
      processId: null,
    };
    this.saveRow(side);
    const info = { ...this.info(), viewers: 0 };
    void this.closeSide(info).finally(() => {
      // The terminal with it: its screen is on disk.
      this.side = null;
      this.opening = null;
      this.tellEnded(info);
      // Nobody sees it any more.
      this.home.onChange();
    });
    this.home.onChange();
  }

  /** The daemon ends, and the process goes on. */
  async leave(): Promise<void> {
    if (!this.running) return;
    this.lost();
    await this.side?.settled();
    this.saveRow(this.side);
    this.side?.close(null);
    this.log.close();
    this.typing.end();
  }

  private path(suffix: string): string {
    return join(this.home.directory, `${this.id}.${suffix}`);
  }

  private async open(): Promise<Side> {
    this.opening ??= this.openSide();
    return (this.side = await this.opening);
  }

  private async openSide(): Promise<Side> {
    const { terminal } = this.row;
    if (terminal === null) return new LogSide(this.log);
    return await TerminalSide.open(this.path('screen'), terminal, {
      resize: (size) => {
        this.resizeGuest(size);
      },
      answer: (bytes) => {
        this.typing.answer(bytes);
      },
      changed: this.home.onChange,
    });
  }

  private async closeSide(info: SessionInfo): Promise<void> {
    try {
      const side = await this.opening;
      await side?.settled();
      side?.close(info);
    } catch (thrown) {
      this.home.log(`session ${this.id}: what it left could not be written down: ${String(thrown)}`);
    }
    this.log.close();
  }

  /** Stays with the process until it has ended, or the channel is lost. */
  private async serve(guest: GuestSession, side: Side, signal: AbortSignal): Promise<void> {
    const process = { id: this.row.processId ?? 0, pid: 0 };
    const outputs: Output[] = this.row.terminal === null ? ['stdout', 'stderr'] : ['stdout'];
    for (;;) {
      let end: ProcessEnd | null = null;
      let gone = false;
      const round = new AbortController();
      const over = AbortSignal.any([signal, round.signal]);
      try {
        await Promise.all(outputs.map((output) => this.follow(guest, side, output, over)));
        end = await waitProcess(guest, process);
        await side.settled();
      } catch (thrown) {
        // The output that did not fail is read anew as well: two who read it would take it twice.
        round.abort();
        if (!isRefused(thrown, 'no_such_process')) await sleep(again);
        else gone = true;
      }
      if (signal.aborted) return;
      if (end === null && !gone) continue;
      this.finish(end);
      this.home.onEnd(this);
      await forgetProcess(guest, process.id).catch(() => undefined);
      return;
    }
  }

  private async follow(guest: GuestSession, side: Side, output: Output, signal: AbortSignal): Promise<void> {
    // What an earlier channel brought counts once it has been dealt with; before, it would be read twice.
    await side.settled();
    const from = side.offset(output);
    const { offset, bytes } = await readKept(guest, this.row.processId ?? 0, output, from);
    const stop = (): void => {
      bytes.destroy();
    };
    signal.addEventListener('abort', stop);
    try {
      signal.throwIfAborted();
      if (offset < from || offset > mostOutput) throw new Error(`the guest cannot be at ${String(offset)}`);
      if (offset > from) this.dropped(side, output, offset - from);
      for await (const chunk of bytes) await side.take(output, chunk as Buffer);
    } finally {
      stop();
      signal.removeEventListener('abort', stop);
    }
  }

  private dropped(side: Side, output: Output, bytes: number): void {
    this.row = { ...this.row, droppedBytes: this.row.droppedBytes + bytes };
    side.lost(output, bytes);
    this.saveRow(side);
    this.home.onChange();
  }

  /** The latest size wins; a guest that is slow is not asked for those between. */
  private resizeGuest(size: TerminalSize): void {
    this.wantedSize = size;
    this.sizing = this.sizing.then(async () => {
      const { guest, wantedSize } = this;
      if (guest === null || wantedSize === null) return;
      this.wantedSize = null;
      await resizeTerminal(guest, this.row.processId ?? 0, wantedSize).catch(() => undefined);
    });
  }

  private saveRow(side: Side | null): void {
    if (side !== null)
      this.row = {
        ...this.row,
        terminal: side.size ?? this.row.terminal,
        stdoutAt: side.offset('stdout'),
        stderrAt: side.offset('stderr'),
      };
    try {
      this.home.table.save(this.row);
    } catch (thrown) {
      this.home.log(`session ${this.id} could not be written down: ${String(thrown)}`);
    }
  }
}

function isRefused(thrown: unknown, code?: string): boolean {
  if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'guest_refused') return false;
  return code === undefined || thrown.error.data.code === code;
}
