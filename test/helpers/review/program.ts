import { chmodSync, writeFileSync } from 'node:fs';
import { inProject } from '../project.js';
import { scratch } from '../scratch.js';

/** bellglass-fs as it was built. */
export const bellglassFs = inProject(`dist/native/linux-${process.arch}/bellglass-fs`);

/** A program in its place that does what the shell script says. */
export function inPlaceOfFs(script: string): string {
  const path = `${scratch()}/bellglass-fs`;
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
