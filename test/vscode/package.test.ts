import { spawnSync } from 'node:child_process';
import { cpSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { describe, expect, inject, test } from 'vitest';
import { inProject } from '../helpers/project.js';
import { scratch } from '../helpers/scratch.js';
import { entriesOf, textOf } from '../helpers/vscode/vsix.js';
import { files } from '../tidy/tree.js';

const { platform, universal } = inject('vsix');
const mebibyte = 2 ** 20;
const natives = [
  'bellglass-agent',
  'bellglass-fs',
  'bellglass-virtiofsd',
  'bellglass-vmm',
  'initramfs.cpio',
  'vmlinux',
];

/** What both packages hold: what VS Code asks for, the documents, the bundles, and the tracked files of media/. */
const everywhere = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  ...['LICENSE.txt', 'THIRD_PARTY_NOTICES.md', 'changelog.md', 'package.json', 'readme.md'],
  ...['dist/bellglass.mjs', 'dist/bellglassd.mjs', 'dist/extension.js'],
  ...['dist/extension/chunk.js', 'dist/extension/connect.js'],
  'package.nls.json',
  ...files.filter((file) => file.startsWith('media/')),
].map((name) => (/^(\[|extension\.)/.test(name) ? name : `extension/${name}`));
const here = natives.map((name) => `extension/dist/native/linux-x64/${name}`);

const names = (vsix: string): string[] => entriesOf(vsix).map(({ name }) => name);

describe.each([
  { title: 'the package for linux-x64', vsix: platform, expected: [...everywhere, ...here], budget: 25 },
  { title: 'the package for everywhere', vsix: universal, expected: everywhere, budget: 2 },
])('$title', ({ vsix, expected, budget }) => {
  test('holds what it should and nothing else', () => {
    expect(names(vsix)).toEqual([...expected].sort());
  });

  test(`has at most ${String(budget)} MiB`, () => {
    expect(statSync(vsix).size).toBeLessThanOrEqual(budget * mebibyte);
  });

  test('has no source maps in its bundles', () => {
    for (const bundle of names(vsix).filter((name) => /\.m?js$/.test(name)))
      expect(textOf(vsix, bundle)).not.toContain('sourceMappingURL');
  });

  test('has the program that its manifest names', () => {
    const { main } = JSON.parse(textOf(vsix, 'extension/package.json')) as { main: string };
    expect(names(vsix)).toContain(`extension/${main.replace('./', '')}`);
  });
});

test('the native programs and the command stay executable, and nothing else is', () => {
  const executable = entriesOf(platform).flatMap((entry) => (entry.executable ? [entry.name] : []));
  const programs = here.filter((name) => name.includes('/bellglass-'));
  expect(executable).toEqual(['extension/dist/bellglass.mjs', ...programs]);
});

test('each package says for which platform it is', () => {
  const platformOf = (vsix: string) =>
    /TargetPlatform="([^"]*)"/.exec(textOf(vsix, 'extension.vsixmanifest'))?.[1] ?? null;
  expect([platformOf(platform), platformOf(universal)]).toEqual(['linux-x64', null]);
});

describe('packing', () => {
  /** A tree as packing needs it. */
  function tree(): string {
    const at = scratch();
    const needed = [
      'package.json',
      'package.nls.json',
      '.vscodeignore',
      '.vscodeignore-universal',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
    ];
    for (const file of [...needed, 'THIRD_PARTY_NOTICES.md', 'dist', 'media'])
      cpSync(inProject(file), `${at}/${file}`, { recursive: true });
    return at;
  }

  /** Packs a tree. @param around a command in front of it */
  function pack(cwd: string, around: readonly string[] = []) {
    const [program, ...args] = [...around, process.execPath, inProject('scripts/build/vsix.mjs'), 'packed'];
    return spawnSync(program, args, { cwd, encoding: 'utf8' });
  }

  test.each([
    [
      'is missing',
      (path: string): void => {
        rmSync(path);
      },
    ],
    [
      'is not executable',
      (path: string): void => {
        chmodSync(path, 0o644);
      },
    ],
  ])('fails with one sentence when a native program %s', (_, damage) => {
    const at = tree();
    damage(`${at}/dist/native/linux-x64/bellglass-vmm`);
    const { status, stdout, stderr } = pack(at);
    const sentence = 'bellglass: no package without dist/native/linux-x64/bellglass-vmm; run npm run build first.\n';
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: sentence });
    expect(existsSync(`${at}/packed`)).toBe(false);
  });

  test('works offline, and lets nothing in that the allow list does not name', () => {
    const at = tree();
    for (const stray of [
      '.env',
      'src/a.ts',
      'node_modules/a/index.js',
      'dist/a.js.map',
      'dist/native/linux-arm64/vmlinux',
      'test/a.test.ts',
    ]) {
      mkdirSync(`${at}/${stray}`.replace(/\/[^/]*$/, ''), { recursive: true });
      cpSync(inProject('package.json'), `${at}/${stray}`);
    }
    // A network namespace of its own has no network at all.
    const { status, stderr } = pack(at, ['unshare', '--map-root-user', '--net', '--']);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const { version } = JSON.parse(readFileSync(`${at}/package.json`, 'utf8')) as { version: string };
    const packed = (name: string) => names(`${at}/packed/${name}`);
    expect(packed(`bellglass-${version}-linux-x64.vsix`)).toEqual(names(platform));
    expect(packed(`bellglass-${version}.vsix`)).toEqual(names(universal));
  });
});
