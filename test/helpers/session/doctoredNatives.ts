import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeCpio } from '../../../daemon/image/cpio.js';
import { compile } from '../compile.js';
import { inProject } from '../project.js';
import type { Session } from './session.js';

/** A file of the native programs as a test wants it; null leaves it out. */
export type Doctored = Readonly<Record<string, Buffer | string | null>>;

/**
 * The session's native programs and files with some of them replaced, for BELLGLASS_NATIVE.
 * @returns the directory
 */
export function doctoredNatives(session: Session, name: string, doctored: Doctored): string {
  const directory = `${session.directory}/natives-${name}`;
  mkdirSync(directory);
  chmodSync(directory, 0o755);
  for (const file of readdirSync(session.app.natives)) {
    const content = doctored[file];
    if (content === undefined) linkSync(`${session.app.natives}/${file}`, `${directory}/${file}`);
    else if (content !== null) writeFileSync(`${directory}/${file}`, content, { mode: 0o755 });
  }
  return directory;
}

/** The first file system of a guest whose first process is that C program of test/fault/guests. */
export function guestOf(session: Session, source: string, definitions: Record<string, string> = {}): Buffer {
  const program = compile(inProject(`test/fault/guests/${source}.c`), `${session.directory}/${source}`, definitions);
  return writeCpio([{ kind: 'file', path: 'init', mode: 0o755, content: readFileSync(program) }]);
}
