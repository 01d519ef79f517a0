import { BellglassFailure } from '../../protocol/errors.js';
import { sandboxName, type SandboxSettings } from '../../protocol/sandbox/sandbox.js';
import { resolveEnvironment } from '../arguments/environment.js';
import { type SandboxArguments } from '../arguments/invocation.js';
import { placeOf, type Caller } from '../program/request.js';

/** The settings that the arguments mean: defaults filled in with the caller's directory and variables. */
export function settingsOf(args: SandboxArguments, caller: Caller, autoRemove: boolean): SandboxSettings {
  return {
    image: args.image,
    ...placeOf(args, caller),
    mounts: [...args.mounts],
    env: { ...resolveEnvironment(args.environment, caller.env) },
    user: args.user,
    cpus: args.cpus,
    memoryMiB: args.memoryMiB,
    diskMiB: args.diskMiB,
    hypervisor: args.hypervisor,
    allowBroadWorkspace: args.allowBroadWorkspace,
    ttlMs: args.ttlMs,
    idleStopMs: args.idleStopMs,
    autoRemove,
  };
}

/** The name that was asked for, if any. @throws BellglassFailure bad_sandbox_name */
export function checkedName<N extends string | null>(name: N): N {
  if (name !== null && !sandboxName.safeParse(name).success)
    throw new BellglassFailure({ code: 'bad_sandbox_name', data: { name: name.slice(0, 256) } });
  return name;
}
