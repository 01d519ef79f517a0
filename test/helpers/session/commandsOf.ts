import { expect } from 'vitest';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { Session } from './session.js';

/** Commands about kept sandboxes, as the session's user gives them. */
export interface Commands {
  /** Runs `bellglass ARGS…`, which must go well and complain of nothing. @returns its standard output */
  readonly bellglass: (...args: string[]) => Promise<string>;
  /** What `bellglass inspect` says of one sandbox. */
  readonly inspect: (sandbox: string) => Promise<SandboxInfo>;
}

/** The commands of a session. */
export function commandsOf(session: Session): Commands {
  const bellglass = async (...args: string[]): Promise<string> => {
    const ended = await session.bellglass(args);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    return ended.stdout;
  };
  const inspect = async (sandbox: string): Promise<SandboxInfo> =>
    (JSON.parse(await bellglass('inspect', sandbox)) as SandboxInfo[])[0]!;
  return { bellglass, inspect };
}
