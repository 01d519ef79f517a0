import type { RunRequest } from '../../daemon/protocol/run.js';
import type { SandboxSettings } from '../../daemon/protocol/sandbox/sandbox.js';
import type { Settings } from '../settings.js';
import type { OfferedMode } from './mode.js';

/** A folder on this machine, as a sandbox is to see it. */
export interface Shown {
  /** Absolute. */
  readonly path: string;
  readonly mode: OfferedMode;
}

/** What any sandbox of this extension is asked to be. @param shown null: no folder */
export function sandboxFields(
  shown: Shown | null,
  { hypervisor, memoryMiB, cpus }: Settings,
): Pick<RunRequest, keyof RunRequest & keyof SandboxSettings> {
  const workspace = shown === null || shown.mode === 'none' ? null : { path: shown.path, mode: shown.mode };
  return {
    image: 'host',
    workspace,
    mounts: [],
    env: {},
    cwd: workspace?.path ?? null,
    user: null,
    cpus,
    memoryMiB,
    hypervisor,
    allowBroadWorkspace: false,
  };
}

/** The settings of a folder's kept sandbox. */
export function keptSettings(shown: Shown | null, settings: Settings): SandboxSettings {
  const { idleStopMinutes } = settings;
  return {
    ...sandboxFields(shown, settings),
    diskMiB: null,
    ttlMs: null,
    idleStopMs: idleStopMinutes === 0 ? null : idleStopMinutes * 60_000,
    autoRemove: false,
    main: null,
  };
}
