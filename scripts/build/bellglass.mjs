#!/usr/bin/env -S node --
// The "--" keeps Node from taking the command's own --env-file, and a NODE_OPTIONS in it, for itself.
// What `npx bellglass` starts in a checkout: the built command, or a sentence that it is not built.
import { existsSync } from 'node:fs';

const bundle = new URL('../../dist/bellglass.mjs', import.meta.url);
if (existsSync(bundle)) await import(bundle);
else {
  process.stderr.write('bellglass: Bellglass is not built yet. Run "npm run build" first.\n');
  process.exitCode = 125;
}
