import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { inProject } from '../project.js';

/** The packages as they are made by `npm run package`. */
export interface Packages {
  /** With the native programs, for linux-x64. */
  readonly platform: string;
  /** Without them. */
  readonly universal: string;
}

/** Packs Bellglass as it is in this checkout. @returns where the packages are */
export function pack(): Packages {
  execFileSync('bash', [inProject('scripts/package.sh'), 'out/vsix'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const manifest: unknown = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(manifest);
  const vsix = inProject(`out/vsix/bellglass-${version}`);
  return { platform: `${vsix}-linux-x64.vsix`, universal: `${vsix}.vsix` };
}
