import { sep } from 'node:path';
import { type RunRequest } from '../../protocol/run.js';
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
    command: args.command,
    image: args.image,
    ...placeOf(args, caller),
    mounts: [...args.mounts],
    env: { ...resolveEnvironment(args.environment, caller.env) },
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

/** What a sandbox is shown, and where its programs start: in the caller's directory when it is shown, or where --workdir says. */
export function placeOf(
  args: Pick<SandboxArguments, 'mode' | 'workspace' | 'workdir'>,
  { cwd }: Pick<Caller, 'cwd'>,
): Pick<RunRequest, 'workspace' | 'cwd'> {
  const workspace = args.mode === 'none' ? null : { path: args.workspace ?? cwd, mode: args.mode };
  return { workspace, cwd: args.workdir ?? (workspace !== null && holds(workspace.path, cwd) ? cwd : null) };
}

function holds(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
