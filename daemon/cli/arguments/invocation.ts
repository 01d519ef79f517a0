import { type RequestedMount, type RunCommand, type WorkspaceMode } from '../../protocol/run.js';
import { type HypervisorWish } from '../../protocol/sandbox/wishes.js';
import { type Narrowing } from '../sandboxes/narrow.js';
import { type Format } from '../show/format.js';
import { type EnvironmentEntry } from './environment.js';

/** What a sandbox is to be, as it was asked for: parsed, nothing looked up yet. */
export interface SandboxArguments {
  readonly image: string;
  /** Absolute; null when none was named. */
  readonly workspace: string | null;
  readonly mode: WorkspaceMode;
  readonly mounts: readonly RequestedMount[];
  /** In the order that decides: files first, then --env. */
  readonly environment: readonly EnvironmentEntry[];
  /** Absolute; null when none was named. */
  readonly workdir: string | null;
  readonly user: string | null;
  readonly cpus: number | null;
  readonly memoryMiB: number | null;
  readonly hypervisor: HypervisorWish;
  readonly allowBroadWorkspace: boolean;
  /** null: one is made up. */
  readonly name: string | null;
  readonly diskMiB: number | null;
  readonly ttlMs: number | null;
  readonly idleStopMs: number | null;
}

/** How a command's program is tied to this terminal. */
export interface TerminalArguments {
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly detach: boolean;
  /** The bytes that leave a terminal. */
  readonly detachKeys: readonly number[];
}

/** `bellglass run`. */
export interface RunArguments extends SandboxArguments, TerminalArguments {
  readonly command: RunCommand;
  readonly timeoutMs: number | null;
  /** Whether the sandbox stays when its program has ended. */
  readonly keep: boolean;
  readonly json: boolean;
}

/** `bellglass create`. */
export interface CreateArguments extends SandboxArguments {
  readonly autoRemove: boolean;
  readonly json: boolean;
}

/** `bellglass exec`. */
export interface ExecArguments extends TerminalArguments {
  readonly sandbox: string;
  readonly argv: readonly string[];
  readonly environment: readonly EnvironmentEntry[];
  /** Absolute; null when none was named. */
  readonly workdir: string | null;
  readonly user: string | null;
  readonly json: boolean;
}

/** `bellglass logs`. */
export interface LogsArguments {
  readonly reference: string;
  readonly follow: boolean;
  /** In lines; null for all. */
  readonly tail: number | null;
  /** The console of the sandbox's machine instead. */
  readonly console: boolean;
  readonly json: boolean;
}

/** `bellglass start`, `stop`, `restart` and `rm`. */
export interface EachArguments {
  readonly sandboxes: readonly string[];
  readonly json: boolean;
}

/** `bellglass stats`. */
export interface StatsArguments {
  /** None: those that run. */
  readonly sandboxes: readonly string[];
  /** Instead of none: also those that do not run. */
  readonly all: boolean;
  readonly stream: boolean;
  readonly format: Format;
}

/** `bellglass ls`. */
export interface ListArguments extends Narrowing {
  readonly quiet: boolean;
  readonly truncate: boolean;
  readonly format: Format;
}

/** `bellglass runs`. */
export interface RunsArguments {
  readonly most: number;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** `bellglass undo` and `discard`. */
export interface SettleArguments {
  /** An id, the beginning of one, or `latest`: the last one in the workspace of the current directory. */
  readonly run: string;
  readonly json: boolean;
}

/** `bellglass diff`. */
export interface DiffArguments extends SettleArguments {
  /** As they were given; none: all of the workspace. */
  readonly paths: readonly string[];
}

/** `bellglass changes`. */
export interface ChangesArguments extends DiffArguments {
  /** Whether a directory that is changed whole is listed with everything in it. */
  readonly all: boolean;
  readonly nameOnly: boolean;
}

/** `bellglass apply`. */
export interface ApplyArguments extends DiffArguments {
  /** Whether everything is applied, unasked. */
  readonly all: boolean;
  /** Whether what git ignores is taken, too. */
  readonly ignored: boolean;
  /** Whether each change is asked about. */
  readonly interactive: boolean;
  /** Whether both sides are put together where the workspace was changed since: only where they go together, or with markers where not. */
  readonly merge: 'clean' | 'markers' | null;
}

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'run'; readonly arguments: RunArguments }
  | { readonly kind: 'runs'; readonly arguments: RunsArguments }
  | { readonly kind: 'show'; readonly run: string; readonly json: boolean }
  | { readonly kind: 'changes'; readonly arguments: ChangesArguments }
  | { readonly kind: 'diff'; readonly arguments: DiffArguments }
  | { readonly kind: 'apply'; readonly arguments: ApplyArguments }
  | { readonly kind: 'undo' | 'discard'; readonly arguments: SettleArguments }
  | { readonly kind: 'create'; readonly arguments: CreateArguments }
  | { readonly kind: 'start'; readonly arguments: EachArguments }
  | { readonly kind: 'stop' | 'restart'; readonly arguments: EachArguments; readonly graceMs: number }
  | { readonly kind: 'rm'; readonly arguments: EachArguments; readonly force: boolean }
  | { readonly kind: 'rename'; readonly sandbox: string; readonly name: string; readonly json: boolean }
  | { readonly kind: 'ls'; readonly arguments: ListArguments }
  | { readonly kind: 'inspect'; readonly sandboxes: readonly string[]; readonly format: Format | null }
  | { readonly kind: 'logs'; readonly arguments: LogsArguments }
  | { readonly kind: 'exec'; readonly arguments: ExecArguments }
  | { readonly kind: 'attach'; readonly reference: string; readonly detachKeys: readonly number[] }
  | { readonly kind: 'stats'; readonly arguments: StatsArguments }
  | { readonly kind: 'top'; readonly sandbox: string; readonly json: boolean }
  | { readonly kind: 'doctor' | 'version' | 'daemonStatus' | 'daemonStop'; readonly json: boolean }
  /** Nothing more to do: help was printed, or what is wrong was said. */
  | { readonly kind: 'done'; readonly status: number };
