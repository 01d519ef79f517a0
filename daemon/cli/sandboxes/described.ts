import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { exitStatus } from '../../protocol/status.js';
import { span } from '../show/amounts.js';

/** A sandbox as a list shows it, by the names that a template uses. */
export interface Described {
  readonly ID: string;
  readonly Name: string;
  /** As Docker calls it. */
  readonly Names: string;
  readonly State: string;
  readonly Status: string;
  readonly Image: string;
  readonly Workspace: string;
  readonly CreatedAt: string;
}

/** What a template of a list can name. */
export const describedFields: readonly (keyof Described)[] = [
  'ID',
  'Name',
  'Names',
  'State',
  'Status',
  'Image',
  'Workspace',
  'CreatedAt',
];

/** A sandbox as a list shows it. @param now in milliseconds since 1970 */
export function describe(info: SandboxInfo, now: number): Described {
  const { workspace, image } = info.settings;
  return {
    ID: info.id,
    Name: info.name,
    Names: info.name,
    State: info.state,
    Status: statusOf(info, now),
    Image: image,
    Workspace: workspace?.path ?? '',
    CreatedAt: info.createdAt,
  };
}

/** What a sandbox does, and for how long, as Docker tells it: `Up 3 minutes`, `Exited (0) 2 hours ago`. */
export function statusOf(info: SandboxInfo, now: number): string {
  const { state, startedAt, end } = info;
  const since = (at: string): string => span(now - Date.parse(at));
  if (state === 'running') return startedAt === null ? 'Up' : `Up ${since(startedAt)}`;
  if (state !== 'stopped') return `${state.charAt(0).toUpperCase()}${state.slice(1)}`;
  return end === null ? 'Stopped' : `${whyEnded(info)} ${since(end.at)} ago`;
}

function whyEnded({ end, sessions }: SandboxInfo): string {
  switch (end?.reason) {
    case 'command': {
      const main = sessions.findLast((session) => session.main);
      const { exitCode = null, signal = null } = main ?? {};
      const status = exitCode ?? (signal === null ? null : exitStatus.signalBase + signal);
      return status === null ? 'Exited' : `Exited (${String(status)})`;
    }
    case 'expired':
      return 'Stopped (time to live)';
    case 'idle':
      return 'Stopped (idle)';
    case 'switchedOff':
      return 'Switched off';
    case 'failed':
      return 'Failed';
    case 'lost':
      return 'Lost';
    case 'asked':
    case undefined:
      return 'Stopped';
  }
}
