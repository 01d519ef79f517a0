import { sep } from 'node:path';
import { type RunRequest } from '../../protocol/run.js';
import { resolveEnvironment } from '../arguments/environment.js';
import { type RunArguments } from '../arguments/invocation.js';

/** Whose command line it was. */
export interface Caller {
  /** Absolute. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The request that the arguments mean: defaults filled in with the caller's directory and variables. */
export function requestOf(args: RunArguments, caller: Caller): RunRequest {
  const workspace = args.mode === 'none' ? null : { path: args.workspace ?? caller.cwd, mode: args.mode };
  return {
    command: args.command,
    image: args.image,
    workspace,
    env: { ...resolveEnvironment(args.environment, caller.env) },
    cwd: args.workdir ?? (workspace !== null && holds(workspace.path, caller.cwd) ? caller.cwd : null),
    user: args.user,
    cpus: args.cpus,
    memoryMiB: args.memoryMiB,
    timeoutMs: args.timeoutMs,
    stdin: args.interactive,
    hypervisor: args.hypervisor,
    allowBroadWorkspace: args.allowBroadWorkspace,
    capture: args.json,
  };
}

function holds(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
