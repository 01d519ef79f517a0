import { BellglassFailure } from '../../protocol/errors.js';
import { type SandboxSettings } from '../../protocol/sandbox/sandbox.js';
import { sandboxName } from '../../protocol/sandbox/wishes.js';
import { type SandboxArguments } from '../arguments/invocation.js';
import { sandboxOf, type Caller } from '../program/request.js';

/** The settings that the arguments mean: defaults filled in with the caller's directory and variables. */
export function settingsOf(args: SandboxArguments, caller: Caller, autoRemove: boolean): SandboxSettings {
  return {
    ...sandboxOf(args, caller),
    diskMiB: args.diskMiB,
    ttlMs: args.ttlMs,
    idleStopMs: args.idleStopMs,
    autoRemove,
    main: null,
  };
}

/** The name that was asked for, if any. @throws BellglassFailure bad_sandbox_name */
export function checkedName<N extends string | null>(name: N): N {
  if (name !== null && !sandboxName.safeParse(name).success)
    throw new BellglassFailure({ code: 'bad_sandbox_name', data: { name: name.slice(0, 256) } });
  return name;
}
