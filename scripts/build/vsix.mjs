// Packs what dist/ holds: bellglass-VERSION-linux-x64.vsix with the native programs, bellglass-VERSION.vsix without them. Asks no registry.
// usage: vsix.mjs [DIRECTORY]    run at the top of the project; DIRECTORY is where the files go, the top without one
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createVSIX } from '@vscode/vsce';

const place = process.argv[2] ?? '.';
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What the platform's package may not lack, and whether it is executed. */
const needed = {
  'dist/extension.js': false,
  'dist/extension/chunk.js': false,
  'dist/extension/connect.js': false,
  'dist/bellglassd.mjs': false,
  'dist/bellglass.mjs': true,
  'dist/native/linux-x64/bellglass-agent': true,
  'dist/native/linux-x64/bellglass-fs': true,
  'dist/native/linux-x64/bellglass-virtiofsd': true,
  'dist/native/linux-x64/bellglass-vmm': true,
  'dist/native/linux-x64/initramfs.cpio': false,
  'dist/native/linux-x64/vmlinux': false,
};

function isThere(file, executed) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size > 0 && (!executed || (stat.mode & 0o111) === 0o111);
}

const missing = Object.entries(needed).flatMap(([file, executed]) => (isThere(file, executed) ? [] : [file]));
if (missing.length > 0) {
  process.stderr.write(`bellglass: no package without ${missing.join(', ')}; run npm run build first.\n`);
  process.exit(1);
}

mkdirSync(place, { recursive: true });
// VS Code shows pictures of https addresses only, so a package's README has none.
const readmePath = 'out/package-readme.md';
const plain = readFileSync('README.md', 'utf8').replace(/^!\[[^\]]*\]\(media\/[^)]+\)\n\n/gm, '');
mkdirSync('out', { recursive: true });
writeFileSync(readmePath, plain);
const shared = {
  readmePath,
  dependencies: false,
  skipLicense: true,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
};
await createVSIX({ ...shared, target: 'linux-x64', packagePath: `${place}/${name}-${version}-linux-x64.vsix` });
await createVSIX({
  ...shared,
  ignoreFile: '.vscodeignore-universal',
  packagePath: `${place}/${name}-${version}.vsix`,
});
