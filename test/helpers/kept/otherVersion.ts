import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { VERSION } from '../../../daemon/protocol/version.js';
import type { Ended } from '../session/command.js';
import type { Session } from '../session/world.js';

/** Runs `bellglass ARGS…` of another version to its end. */
export type Other = (...args: string[]) => Promise<Ended>;

/** Makes a copy of the installation that is of another version; nothing else of it is different. */
export function installOther(session: Session, version: string): Other {
  const directory = `${session.directory}/version-${version}`;
  cpSync(session.app.daemon.replace(/\/[^/]+$/, ''), directory, { recursive: true });
  for (const name of ['bellglass.mjs', 'bellglassd.mjs']) {
    const text = readFileSync(`${directory}/${name}`, 'utf8');
    writeFileSync(`${directory}/${name}`, text.replaceAll(`"${VERSION}"`, `"${version}"`));
  }
  return async (...args) => await session.host(session.app.node, [`${directory}/bellglass.mjs`, ...args]);
}
