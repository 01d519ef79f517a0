import { describe, expect, test } from 'vitest';
import { attentionOf, refusalOf } from '../../../../daemon/review/changes/attention.js';
import type { Change, Side } from '../../../../daemon/review/changes/change.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { baseOf, directories } from '../../../helpers/review/base.js';

const file: Extract<Side, { kind: 'file' }> = {
  kind: 'file',
  mode: 0o644,
  size: 1,
  mtime: '0',
  content: { from: 'guest' },
  link: null,
};

function change(path: string, after: Side | null = file, from: string | null = null): Change {
  const what = after === null ? 'deleted' : from === null ? 'added' : 'renamed';
  return {
    ...{ path: rawPath(path), what, from: from === null ? null : rawPath(from), contentChanged: true, after },
    before: what === 'added' ? null : file,
  };
}

const link = (target: string): Side => ({ kind: 'symlink', target: rawPath(target) });

describe('what the host would execute by itself', () => {
  test.each([
    ['git', '.gitmodules', 'sub/.gitattributes', '.git/hooks/pre-commit', 'bare/HEAD', 'fixtures/a.git/config'],
    ['editor', '.vscode/tasks.json', 'a/b/.idea/workspace.xml', 'my.code-workspace'],
    ['devContainer', '.devcontainer/devcontainer.json', '.devcontainer.json', 'x/.devcontainer/a/b.sh'],
    ['shell', '.envrc', 'deep/down/.bashrc', '.env'],
    ['hook', '.husky/pre-commit', '.pre-commit-config.yaml', 'lefthook.yml'],
    ['ci', '.github/workflows/ci.yml', '.gitlab-ci.yml', 'Jenkinsfile'],
    ['packageScripts', 'package.json', 'packages/a/package.json', 'Gemfile'],
    ['build', 'Makefile', 'rules.mk', 'native/build.rs', 'conftest.py', 'CMakeLists.txt', 'Dockerfile'],
    ['hiding', '.bellglassignore', 'sub/.bellglassignore'],
  ])('must be approved by its name: %s', (why, ...paths) => {
    for (const path of paths) {
      expect(attentionOf(change(path)), path).toBe(why);
      expect(attentionOf(change(path.toUpperCase())), `${path} in capitals`).toBe(why);
      expect(attentionOf(change(path, link('inside'))), `${path} as a link`).toBe(why);
    }
  });

  test.each(['src/main.ts', 'vscode/a', 'my.vscode', 'github/a', 'package.json.txt', 'gitmodules', 'a.makefile.txt'])(
    'is not %s',
    (path) => {
      expect(attentionOf(change(path))).toBeNull();
    },
  );

  test('is not what comes with packages, but for what git obeys', () => {
    for (const path of ['node_modules/a/package.json', 'x/.venv/lib/setup.py', 'node_modules/a/.vscode/tasks.json'])
      expect(attentionOf(change(path)), path).toBeNull();
    expect(attentionOf(change('node_modules/a/.git/hooks/pre-commit'))).toBe('git');
    expect(attentionOf(change('node_modules/package.json', link('/etc')))).toBe('symlink');
  });

  test('is not what is only removed, or a directory', () => {
    expect(attentionOf(change('package.json', null))).toBeNull();
    expect(attentionOf(change('.vscode', { kind: 'directory', mode: 0o755 }))).toBeNull();
  });
});

describe('a symbolic link', () => {
  test.each([
    ['link', '/etc/passwd'],
    ['link', '..'],
    ['link', '../outside'],
    ['a/link', '../../outside'],
    ['a/link', '.././../outside'],
    ['a/link', '..//../outside'],
    ['link', 'name/../../outside'],
    // What `name` is nobody knows: it may be a link to where `..` is outside.
    ['link', 'name/../inside'],
    ['a/b/link', '../name/..'],
  ])('%s to %s may lead out, and must be approved by its name', (path, target) => {
    expect(attentionOf(change(path, link(target)))).toBe('symlink');
  });

  test.each([
    ['link', 'inside'],
    ['link', './a/b'],
    ['link', '.'],
    ['a/link', '..'],
    ['a/b/link', '../../inside/x'],
    ['link', '..name'],
    ['link', ''],
  ])('%s to %s stays within', (path, target) => {
    expect(attentionOf(change(path, link(target)))).toBeNull();
  });
});

describe('never applied is', () => {
  const hidden = { content: 'hidden', kind: 'directory' } as const;

  test.each([
    ['.git/config', null],
    ['sub/.git', null],
    ['sub/.GIT/hooks/x', null],
    ['saved', '.git/config'],
  ])('what lies in a repository’s own files: %s (from %s)', async (path, from) => {
    expect(refusalOf(change(path, file, from), await baseOf([]))).toBe('git');
    expect(refusalOf(change(path, null, from), await baseOf([]))).toBe('git');
  });

  test('a device, a pipe or a socket', async () => {
    expect(refusalOf(change('pipe', { kind: 'other' }), await baseOf([]))).toBe('special');
  });

  test('what the guest could not see, what lies in it, and what came from it', async () => {
    const base = await baseOf([
      { path: '.env', content: 'hidden' },
      { path: 'keys', ...hidden },
      { path: 'closed', kind: 'directory', content: 'unreadable' },
      { path: 'mnt', kind: 'directory', content: 'mount' },
      ...directories('keys2'),
    ]);
    for (const path of ['.env', 'keys', 'keys/new/file', 'closed/a', 'mnt/a'])
      expect(refusalOf(change(path), base), path).toBe('hidden');
    expect(refusalOf(change('elsewhere', file, '.env'), base)).toBe('hidden');
    expect(refusalOf(change('.env', null), base)).toBe('hidden');
    for (const path of ['keys2', 'keys2/a', '.env2', 'a/.env']) expect(refusalOf(change(path), base), path).toBeNull();
  });

  test('what has the bytes of a file that the guest could not see, or is a further name of one', async () => {
    const base = await baseOf([{ path: '.env', content: 'hidden' }, { path: 'a' }]);
    const having = (from: 'base' | 'refreshed', path: string): Side => ({
      ...file,
      content: { from, path: rawPath(path) },
    });
    expect(refusalOf(change('copy', having('base', '.env')), base)).toBe('hidden');
    expect(refusalOf(change('copy', having('refreshed', '.env')), base)).toBe('hidden');
    expect(refusalOf(change('copy', { ...file, link: rawPath('.env') }), base)).toBe('hidden');
    expect(refusalOf(change('copy', having('base', 'a')), base)).toBeNull();
    expect(refusalOf(change('copy', { ...file, link: rawPath('a') }), base)).toBeNull();
  });

  test('nothing else', async () => {
    const base = await baseOf([{ path: 'a' }, { path: 'big', content: 'redirected' }]);
    for (const path of ['a', 'big', '.gitignore', 'git/a', 'new']) expect(refusalOf(change(path), base)).toBeNull();
  });
});
