import { execFile } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inProject } from '../project.js';

const execFileAsync = promisify(execFile);

/** A copy of what `npm run build` made, with its own Node, that every user may read. */
export interface Installation {
  readonly node: string;
  readonly cli: string;
  readonly daemon: string;
  /** The directory of the native programs. */
  readonly natives: string;
}

/** Copies dist/ (BELLGLASS_TEST_DIST: another build) and Node beneath `directory`: a checkout may lie where the ordinary user cannot go. */
export async function install(directory: string): Promise<Installation> {
  await mkdir(directory, { mode: 0o755 });
  const node = `${directory}/node`;
  await copyFile(process.execPath, node);
  await execFileAsync('cp', ['-r', process.env['BELLGLASS_TEST_DIST'] ?? inProject('dist'), `${directory}/dist`]);
  await execFileAsync('chmod', ['-R', 'a+rX', directory]);
  return {
    node,
    cli: `${directory}/dist/bellglass.mjs`,
    daemon: `${directory}/dist/bellglassd.mjs`,
    natives: `${directory}/dist/native/linux-x64`,
  };
}
