// code-server lets every extension use every proposed API. This puts VS Code's own check back, so that what passes here works elsewhere too.
// usage: strict.mjs DIRECTORY    the directory `out` of code-server's VS Code; it fails when the place of the check is not found
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const programs = [
  'vs/code/browser/workbench/workbench.js',
  'vs/workbench/api/node/extensionHostProcess.js',
  'vs/workbench/api/worker/extensionHostWorkerMain.js',
];
/** A function that is always true, before the one that throws what VS Code says where it is not. */
const always =
  /function (\w+)\((\w+),(\w+)\)\{return!0\}(?=function \w+\(\w+,\w+\)\{if\(!\1\(\w+,\w+\)\)throw new Error\(`Extension '\$\{\w+\.identifier\.value\}' CANNOT use API proposal)/g;

const [directory] = process.argv.slice(2);
for (const program of programs) {
  const path = join(directory, program);
  const text = readFileSync(path, 'latin1');
  let found = 0;
  const strict = text.replace(always, (_, name, extension, proposal) => {
    found += 1;
    return `function ${name}(${extension},${proposal}){return!!(${extension}.enabledApiProposals&&${extension}.enabledApiProposals.includes(${proposal}))}`;
  });
  if (found !== 1) {
    process.stderr.write(`bellglass: the check of proposed APIs is in ${path} ${found} times instead of once.\n`);
    process.exit(1);
  }
  writeFileSync(path, strict, 'latin1');
}
