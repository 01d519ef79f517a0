import type { RunRequest } from '../../../daemon/protocol/run.js';

/** A request to run that command, in no workspace, with everything else as usual. */
export function requestOf(argv: string[], more: Partial<RunRequest> = {}): RunRequest {
  return {
    command: { kind: 'argv', argv },
    image: 'host',
    workspace: null,
    mounts: [],
    env: {},
    cwd: null,
    user: null,
    cpus: null,
    memoryMiB: null,
    timeoutMs: null,
    stdin: false,
    terminal: null,
    hypervisor: 'qemu',
    allowBroadWorkspace: false,
    capture: false,
    ...more,
  };
}
