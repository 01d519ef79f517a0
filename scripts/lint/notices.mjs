// Writes THIRD_PARTY_NOTICES.md: every crate that is linked and every npm package that is bundled, with their licences, and the kernel's source offer.
// usage: notices.mjs [--check]    with --check it fails when the file is not what it would write. Needs no network.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const out = 'THIRD_PARTY_NOTICES.md';

const head = `# Third-party notices

Bellglass is licensed under the Apache License 2.0 (LICENSE). What it ships was made by many others, whose work and terms are named here. This file is
written by \`npm run format\`.

## The guest's kernel

\`dist/native/linux-x64/vmlinux\` is Linux 6.12.109 with the patches and the configuration of libkrunfw 5.6.1, taken unchanged out of the npm package
\`@superradcompany/microsandbox-linux-x64-gnu\` 0.7.2 and put into an ELF file by \`scripts/kernel_to_elf.py\`. It is licensed under the **GNU General Public
License, version 2 only**, with the Linux system call note. The patches and the configuration are published at
<https://github.com/containers/libkrunfw> (tag v5.6.1), the kernel's source at <https://cdn.kernel.org/pub/linux/kernel/v6.x/linux-6.12.109.tar.xz>.

**Source offer.** For three years from when you received this copy of Bellglass, its publisher will give anybody who asks the complete corresponding source
code of the kernel, on a medium customarily used for software interchange, for no more than the cost of doing so. Ask by opening an issue in the repository
that you received Bellglass from.

It runs in the guest as a program of its own; nothing of Bellglass is linked with it.

## krun-devices

It is linked with the changes in \`native/patches\`.

## libcap-ng

\`bellglass-virtiofsd\` links the system's static libcap-ng, Copyright Red Hat, under the **GNU Lesser General Public License, version 2.1 or later**. Its source is
published at <https://github.com/stevegrubb/libcap-ng>. The object code needed to link the program with another version of the library is had by building this
repository, all of whose source is licensed for that.

## The C library

The native programs link the GNU C Library statically, under the **GNU Lesser General Public License, version 2.1 or later**; its source is published at
<https://sourceware.org/glibc>. The same holds for linking with another version.
`;

/** Every crate that a program of ours links: name, version, licence, and the texts in its folder. */
function crates() {
  const arguments_ = ['metadata', '--format-version=1', '--locked', '--filter-platform=x86_64-unknown-linux-gnu'];
  const metadata = JSON.parse(execFileSync('cargo', arguments_, { cwd: 'native', maxBuffer: 2 ** 28 }));
  const packages = new Map(metadata.packages.map((entry) => [entry.id, entry]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const linked = new Set();
  const visit = (id) => {
    if (linked.has(id)) return;
    linked.add(id);
    // A dependency without a kind is linked; those for building and testing are not.
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  metadata.workspace_members.forEach(visit);
  return [...linked]
    .map((id) => packages.get(id))
    .filter((entry) => !metadata.workspace_members.includes(entry.id) && entry.name !== 'libloading')
    .map((entry) => ({ ...entry, texts: textsIn(dirname(entry.manifest_path)) }));
}

/** Every npm package that is bundled: the dependencies, and theirs. */
function npmPackages() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && entry.optional !== true && entry.peer !== true)
    .map(([path]) => {
      const { name, version, license, main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
      const texts = textsIn(path);
      return {
        name,
        version,
        license,
        texts: texts.length > 0 ? texts : [mitText(name, license, join(path, dirname(main)))],
      };
    });
}

/** The text for a package under the MIT licence that ships none: its terms ask for it, and one of its programs begins with the copyrights. */
function mitText(name, license, folder) {
  const heads = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8').slice(0, 2000));
  const copyrights = heads.flatMap((text) => text.match(/Copyright \(c\).*/g) ?? []);
  if (license !== 'MIT' || copyrights.length === 0) throw new Error(`${name} ships no licence`);
  const terms = readFileSync('node_modules/commander/LICENSE', 'utf8').replace(
    /^[^]*(?=Permission is hereby granted)/,
    '',
  );
  return `${[...new Set(copyrights)].join('\n')}\n\n${terms.trim()}`;
}

function textsIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').replace(/\r/g, '').trim())
    .filter((text) => text !== '');
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1);

function table(title, entries) {
  const rows = entries.map(({ name, version, license }) => `| ${name} | ${version} | ${license ?? 'see its text'} |`);
  return `\n## ${title}\n\n| name | version | licence |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** Each text once, with the names that it came with. */
function texts(entries) {
  const owners = new Map();
  for (const { name, texts: own } of entries)
    for (const text of own) owners.set(text, [...(owners.get(text) ?? []), name]);
  return [...owners].map(
    ([text, names]) =>
      `\n### ${[...new Set(names)].join(', ')}\n\n\`\`\`text\n${text.replaceAll('```', "'''")}\n\`\`\`\n`,
  );
}

const rust = crates().sort(byName);
const npm = npmPackages().sort(byName);
const written = [
  head,
  table('Rust crates in the native programs', rust),
  table('npm packages in the bundles', npm),
  '\n## Licence texts\n',
  ...texts([...rust, ...npm]),
].join('');

if (!process.argv.includes('--check')) writeFileSync(out, written);
else if (readFileSync(out, 'utf8') !== written) {
  process.stderr.write(`${out} is not what the linked crates and packages ask for; run npm run format.\n`);
  process.exitCode = 1;
}
