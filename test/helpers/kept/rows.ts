import type { SandboxSettings } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { SandboxRow } from '../../../daemon/state/sandboxTable.js';
import type { SessionRow } from '../../../daemon/state/sessionTable.js';

/** Settings of a sandbox for which nothing was asked. */
export function settingsOf(more: Partial<SandboxSettings> = {}): SandboxSettings {
  return {
    image: 'host',
    workspace: null,
    mounts: [],
    env: {},
    cwd: null,
    user: null,
    cpus: null,
    memoryMiB: null,
    diskMiB: null,
    hypervisor: 'qemu',
    allowBroadWorkspace: false,
    ttlMs: null,
    idleStopMs: null,
    autoRemove: false,
    main: null,
    ...more,
  };
}

/** A sandbox with that name, created and never started. */
export function rowOf(name: string, more: Partial<SandboxRow> = {}): SandboxRow {
  return {
    id: 'aaaaaaaaaaaa',
    name,
    settings: settingsOf(),
    running: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    end: null,
    ...more,
  };
}

/** A session of that sandbox that runs. */
export function sessionRowOf(id: string, sandboxId: string, more: Partial<SessionRow> = {}): SessionRow {
  return {
    id,
    sandboxId,
    command: ['sh'],
    terminal: { rows: 24, cols: 80 },
    main: false,
    state: 'running',
    exitCode: null,
    signal: null,
    outOfMemory: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    droppedBytes: 0,
    processId: 1,
    stdoutAt: 0,
    stderrAt: 0,
    ...more,
  };
}
