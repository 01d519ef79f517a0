import { type RunCommand, type WorkspaceMode, type HypervisorName } from '../../protocol/run.js';
import { type EnvironmentEntry } from './environment.js';

/** `bellglass run` as it was asked for: parsed, nothing looked up yet. */
export interface RunArguments {
  readonly command: RunCommand;
  readonly image: string;
  /** Absolute; null when none was named. */
  readonly workspace: string | null;
  readonly mode: WorkspaceMode;
  /** In the order that decides: files first, then --env. */
  readonly environment: readonly EnvironmentEntry[];
  /** Absolute; null when none was named. */
  readonly workdir: string | null;
  readonly user: string | null;
  readonly cpus: number | null;
  readonly memoryMiB: number | null;
  readonly timeoutMs: number | null;
  readonly interactive: boolean;
  readonly hypervisor: HypervisorName | 'auto';
  readonly allowBroadWorkspace: boolean;
  readonly json: boolean;
}

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'run'; readonly arguments: RunArguments }
  | { readonly kind: 'version'; readonly json: boolean }
  | { readonly kind: 'daemonStatus'; readonly json: boolean }
  | { readonly kind: 'daemonStop' }
  /** Nothing more to do: help was printed, or what is wrong was said. */
  | { readonly kind: 'done'; readonly status: number };
