import { type RunArguments } from '../../../daemon/cli/arguments/invocation.js';
import { type SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { type SessionInfo } from '../../../daemon/protocol/sandbox/session.js';
import { infoOf } from '../../helpers/kept/infos.js';
import { settingsOf } from '../../helpers/kept/rows.js';

/** What `bellglass run -- true` asks for. */
export const runArguments: RunArguments = {
  command: { kind: 'argv', argv: ['true'] },
  image: 'host',
  workspace: null,
  mode: 'review',
  mounts: [],
  environment: [],
  workdir: null,
  user: null,
  cpus: null,
  memoryMiB: null,
  hypervisor: 'auto',
  allowBroadWorkspace: false,
  name: null,
  diskMiB: null,
  ttlMs: null,
  idleStopMs: null,
  interactive: false,
  tty: false,
  detach: false,
  detachKeys: [16, 17],
  timeoutMs: null,
  keep: false,
  json: false,
};

/** A session that runs. */
export function sessionInfo(more: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id: '0123abcd',
    sandboxId: '0123456789ab',
    command: ['sh'],
    terminal: null,
    main: true,
    state: 'running',
    exitCode: null,
    signal: null,
    outOfMemory: false,
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: null,
    viewers: 0,
    droppedBytes: 0,
    ...more,
  };
}

/** A sandbox that was made and never started. */
export function sandboxInfo(more: Partial<SandboxInfo> = {}): SandboxInfo {
  const settings = settingsOf({ workspace: { path: '/home/alice/project', mode: 'readonly' }, hypervisor: 'auto' });
  return infoOf('dev', { settings, createdAt: '2026-01-02T03:04:05.000Z', ...more });
}
