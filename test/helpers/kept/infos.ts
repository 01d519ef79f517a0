import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { SessionInfo } from '../../../daemon/protocol/sandbox/session.js';
import { settingsOf } from './rows.js';

/** What the daemon tells of a sandbox of that name, which was never started. */
export function infoOf(name: string, more: Partial<SandboxInfo> = {}): SandboxInfo {
  return {
    id: '0123456789ab',
    name,
    state: 'created',
    settings: settingsOf(),
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    end: null,
    machine: null,
    walls: [],
    diskBytes: null,
    sessions: [],
    ...more,
  };
}

/** What the daemon tells of a terminal that nobody shows. */
export function sessionInfoOf(id: string, more: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id,
    sandboxId: '0123456789ab',
    command: ['bash', '-l'],
    terminal: { rows: 24, cols: 80 },
    main: false,
    state: 'running',
    exitCode: null,
    signal: null,
    outOfMemory: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    viewers: 0,
    droppedBytes: 0,
    ...more,
  };
}
