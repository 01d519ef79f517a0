import type { Attention, Refusal } from '../../protocol/reviews/change.js';
import type { Base } from '../base/base.js';
import { isAtOrBelow, type RawPath } from '../rawPath.js';
import type { Change } from './change.js';
import { ciFiles, ciFolders, buildFiles, hookFiles, packageFiles, shellFiles } from './executed.js';

interface Rule {
  readonly why: Attention;
  readonly matches: (parts: readonly string[], name: string) => boolean;
}

const within = (parts: readonly string[], ...folders: string[]): boolean =>
  parts.some((part) => folders.includes(part));

/** What comes with packages is executed when the project is, and nothing looks for more there. */
const packages = ['node_modules', '.venv', 'site-packages'];

/** What the host executes by itself, or reads as commands, at any depth. The first that matches counts. */
const rules: readonly Rule[] = [
  // HEAD makes a repository of a directory with the right names in it: git obeys its settings wherever it is run beneath.
  {
    why: 'git',
    matches: (parts, name) =>
      parts.some((part) => part.endsWith('.git')) || ['.gitmodules', '.gitattributes', 'head'].includes(name),
  },
  { why: 'hiding', matches: (_parts, name) => name === '.bellglassignore' },
  { why: 'editor', matches: (parts, name) => within(parts, '.vscode', '.idea') || name.endsWith('.code-workspace') },
  {
    why: 'devContainer',
    matches: (parts, name) => within(parts, '.devcontainer') || name === '.devcontainer.json',
  },
  { why: 'shell', matches: (_parts, name) => shellFiles.has(name) },
  { why: 'hook', matches: (parts, name) => within(parts, '.husky') || hookFiles.has(name) },
  { why: 'ci', matches: (parts, name) => parts.some((part) => ciFolders.has(part)) || ciFiles.has(name) },
  { why: 'packageScripts', matches: (_parts, name) => packageFiles.has(name) },
  { why: 'build', matches: (_parts, name) => buildFiles.has(name) || name.endsWith('.mk') },
];

/**
 * Why a change must be approved by its name; null when it need not be. What is only deleted runs nothing. Names are compared
 * without case: some file systems tell none apart.
 */
export function attentionOf({ path, after }: Change): Attention | null {
  if (after === null || after.kind === 'directory') return null;
  if (after.kind === 'repository') return 'commits';
  const parts = partsOf(path);
  const rule = rules.find(({ matches }) => matches(parts, parts.at(-1) ?? ''));
  if (rule !== undefined && (rule.why === 'git' || !within(parts.slice(0, -1), ...packages))) return rule.why;
  return after.kind === 'symlink' && leadsOut(path, after.target) ? 'symlink' : null;
}

/** Why a change is never applied; null when it may be. */
export function refusalOf({ path, from, after }: Change, base: Base): Refusal | null {
  if (after?.kind === 'repository') return null;
  const places = from === null ? [path] : [path, from];
  if (places.some(isInRepository)) return 'git';
  if (after?.kind === 'other') return 'special';
  return [...places, ...sourcesOf(after)].some((place) => isAtOrBelow(place, base.unseen)) ? 'hidden' : null;
}

/** Of which other paths a file has its bytes. What the guest could not read it can still have by a further name, which the host would fill. */
function sourcesOf(after: Change['after']): RawPath[] {
  if (after?.kind !== 'file') return [];
  const { content, link } = after;
  return [...(content.from === 'guest' ? [] : [content.path]), ...(link === null ? [] : [link])];
}

/** Whether it is a repository's own, or one itself. */
export function isInRepository(path: RawPath): boolean {
  return partsOf(path).includes('.git');
}

function partsOf(path: RawPath): string[] {
  return path.toLowerCase().split('/');
}

/** Whether a link's target may lie outside of the workspace. */
function leadsOut(path: RawPath, target: RawPath): boolean {
  if (target.startsWith('/')) return true;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const up = parts.findIndex((part) => part !== '..');
  const above = up < 0 ? parts.length : up;
  // What is above a name depends on what that is: if it is a link itself, perhaps everything.
  return above > path.split('/').length - 1 || parts.slice(above).includes('..');
}
