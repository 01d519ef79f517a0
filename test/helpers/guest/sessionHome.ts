import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { SessionInfo } from '../../../daemon/protocol/sandbox/session.js';
import type { SessionHome } from '../../../daemon/session/sandboxSessions.js';
import type { Session } from '../../../daemon/session/session.js';
import type { Outlet } from '../../../daemon/session/viewers.js';
import { openDatabase } from '../../../daemon/state/database.js';
import { SandboxTable } from '../../../daemon/state/sandboxTable.js';
import { SessionTable } from '../../../daemon/state/sessionTable.js';
import { rowOf } from '../kept/rows.js';
import { scratch } from '../scratch.js';

/** The id of the sandbox that the home is of. */
export const sandboxId = 'aaaaaaaaaaaa';

/** A sandbox around its sessions, on a real database and a real directory, and what it was told. */
export interface TestHome extends SessionHome {
  /** The ids of the sessions that ended by themselves. */
  readonly ended: string[];
  readonly logged: string[];
}

/** A sandbox without sessions. */
export function sessionHome(): TestHome {
  const top = scratch();
  const directory = `${top}/sessions`;
  mkdirSync(directory, { mode: 0o700 });
  const path = `${top}/bellglass.db`;
  const { database } = openDatabase(path);
  new SandboxTable(database, path).save(rowOf('box', { id: sandboxId }));
  onTestFinished(() => {
    database.close();
  });
  const ended: string[] = [];
  const logged: string[] = [];
  return {
    sandboxId,
    name: () => 'box',
    directory,
    table: new SessionTable(database, path, () => directory),
    log: (line) => logged.push(line),
    onEnd: (session) => ended.push(session.id),
    onChange: () => undefined,
    ended,
    logged,
  };
}

/** A client's way that takes everything at once. */
export function client(): Outlet & { readonly seen: () => string; readonly ends: (SessionInfo | null)[] } {
  let text = '';
  const ends: (SessionInfo | null)[] = [];
  return {
    send: (bytes, sent) => {
      text += Buffer.from(bytes).toString();
      sent();
    },
    end: (ended) => ends.push(ended),
    seen: () => text,
    ends,
  };
}

/** What a session has written so far, or, followed, until it ends, as `logs` would show it. */
export async function logOf(session: Session, follow = false): Promise<string> {
  let text = '';
  const wish = { tail: null, follow, signal: new AbortController().signal };
  for await (const { output, bytes } of session.readLog(wish))
    text += `${output === 'stderr' ? '!' : ''}${bytes.toString()}`;
  return text;
}
