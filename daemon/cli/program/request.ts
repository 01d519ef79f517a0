import { sep } from 'node:path';
import { type RunRequest } from '../../protocol/run.js';
import { type SandboxSettings } from '../../protocol/sandbox/sandbox.js';
import { resolveEnvironment } from '../arguments/environment.js';
import { type RunArguments, type SandboxArguments } from '../arguments/invocation.js';

/** Whose command line it was. */
export interface Caller {
  /** Absolute. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The request that the arguments mean: defaults filled in with the caller's directory and variables. */
export function requestOf(args: RunArguments, caller: Caller): RunRequest {
  return {
    ...sandboxOf(args, caller),
    command: args.command,
    timeoutMs: args.timeoutMs,
    stdin: args.interactive,
    terminal: null,
    capture: args.json,
  };
}

/** What the arguments of any sandbox mean. Its programs start in the caller's directory when it is shown, or where --workdir says. */
export function sandboxOf(
  args: SandboxArguments,
  { cwd, env }: Caller,
): Pick<RunRequest, keyof RunRequest & keyof SandboxSettings> {
  const workspace = args.mode === 'none' ? null : { path: args.workspace ?? cwd, mode: args.mode };
  return {
    image: args.image,
    workspace,
    mounts: [...args.mounts],
    env: { ...resolveEnvironment(args.environment, env) },
    cwd: args.workdir ?? (workspace !== null && holds(workspace.path, cwd) ? cwd : null),
    user: args.user,
    cpus: args.cpus,
    memoryMiB: args.memoryMiB,
    hypervisor: args.hypervisor,
    allowBroadWorkspace: args.allowBroadWorkspace,
  };
}

function holds(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
