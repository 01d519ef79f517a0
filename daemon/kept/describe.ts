import { stat } from 'node:fs/promises';
import type { SandboxInfo, SandboxState } from '../protocol/sandbox/sandbox.js';
import type { SessionInfo } from '../protocol/sandbox/session.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import type { SandboxRow } from '../state/sandboxTable.js';
import type { Home } from './store/home.js';

/** Bytes of a block of stat(2). */
const block = 512;

/** Everything that is known of a kept sandbox. @param sandbox what runs of it; null when nothing does */
export async function describeSandbox(
  row: SandboxRow,
  home: Home,
  state: SandboxState,
  sandbox: Sandbox | null,
  sessions: SessionInfo[],
): Promise<SandboxInfo> {
  const disk = await stat(home.disk).catch(() => null);
  const hidden = sandbox?.workspace?.hidden;
  const { id, name, settings, createdAt, startedAt, end } = row;
  return {
    id,
    name,
    settings,
    createdAt,
    startedAt,
    end,
    state,
    machine:
      sandbox === null
        ? null
        : {
            id: sandbox.machine.directory.id,
            pid: sandbox.machine.pid,
            hypervisor: sandbox.machine.hypervisor,
            kernel: sandbox.kernel,
          },
    ...(hidden === undefined ? {} : { hidden }),
    walls: sandbox === null ? [] : await sandbox.walls(),
    diskBytes: disk === null ? null : disk.blocks * block,
    sessions,
  };
}
