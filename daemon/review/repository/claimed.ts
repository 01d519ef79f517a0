import type { LeftRef } from '../../protocol/reviews/repository.js';
import type { Base } from '../base/base.js';
import type { Change, Side } from '../changes/change.js';
import type { RawPath } from '../rawPath.js';
import { looseValue, nameProblem, packedValues, type RefValue } from './refs.js';
import { Unfit } from './unfit.js';

/** A ref that differs, and what it was; null: it was not, or is not any more. */
export interface ClaimedRef {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a guest says of the refs of a repository. Names have a character a byte. */
export interface Claimed {
  readonly refs: readonly ClaimedRef[];
  readonly left: readonly { readonly name: string; readonly why: LeftRef }[];
  readonly head: { readonly before: string; readonly after: string } | null;
}

/** Reads a file as it was or is, at most so many bytes; null when it is not there or not to be had. */
export type ReadSide = (path: RawPath, side: Side, most: number) => Promise<Buffer | null>;

const packedPath = '.git/packed-refs' as RawPath;
const headPath = '.git/HEAD' as RawPath;
/** A ref's file has a line; packed-refs one for each ref. */
const largestRef = 4096;
const largestPacked = 8 * 1024 * 1024;
/** So many may differ before anything is chosen of them. */
const mostDiffering = 10_000;

/** Finds which refs a guest created, moved and deleted. @throws Unfit tooMany, unreadable */
export async function claimedRefs(changes: readonly Change[], base: Base, read: ReadSide): Promise<Claimed> {
  return await new Refs(changes, base, read).claimed();
}

class Refs {
  private readonly changed: ReadonlyMap<RawPath, Change>;
  private readonly lost: ReadonlySet<RawPath>;

  constructor(
    changes: readonly Change[],
    private readonly base: Base,
    private readonly read: ReadSide,
  ) {
    this.changed = new Map(changes.map((change) => [change.path, change]));
    this.lost = new Set(changes.flatMap(({ from }) => (from === null ? [] : [from])));
  }

  async claimed(): Promise<Claimed> {
    const packed = { before: await this.packedBefore(), after: await this.packedAfter() };
    const [refs, left]: [ClaimedRef[], { name: string; why: LeftRef }[]] = [[], []];
    for (const name of this.candidates(packed)) {
      const path = `.git/${name}` as RawPath;
      const before = (await this.looseBefore(path)) ?? packed.before.get(name) ?? null;
      const after = (await this.looseAfter(path)) ?? packed.after.get(name) ?? null;
      if (valueOf(before) === valueOf(after)) continue;
      const why = nameProblem(name) ?? whyOf(before) ?? whyOf(after);
      if (why === null) refs.push({ name, before: idOf(before), after: idOf(after) });
      else left.push({ name, why });
    }
    return { refs, left, head: await this.head() };
  }

  private candidates(packed: Record<'before' | 'after', ReadonlyMap<string, RefValue>>): Set<string> {
    const loose = [...this.changed.values()].filter(({ before, after }) => isRef(before) || isRef(after));
    const paths = [...loose.map(({ path }) => path), ...this.lost].filter((path) => path.startsWith('.git/refs/'));
    const names = new Set(paths.map((path) => path.slice('.git/'.length)));
    for (const name of new Set([...packed.before.keys(), ...packed.after.keys()]))
      if (valueOf(packed.before.get(name)) !== valueOf(packed.after.get(name))) names.add(name);
    if (names.size > mostDiffering) throw new Unfit('tooMany', String(names.size));
    return new Set([...names].sort());
  }

  private async head(): Promise<Claimed['head']> {
    const after = this.changed.get(headPath)?.after;
    if (!isFile(after)) return null;
    const was = await this.before(headPath, largestRef);
    const is = await this.read(headPath, after, largestRef);
    const [one, other] = [headName(was), headName(is)];
    return one === null || other === null || one === other ? null : { before: one, after: other };
  }

  private async packedBefore(): Promise<Map<string, RefValue>> {
    if (this.base.get(packedPath) === undefined) return new Map();
    const content = await this.before(packedPath, largestPacked);
    if (content === null) throw new Unfit('unreadable', packedPath);
    return packedValues(content);
  }

  private async packedAfter(): Promise<Map<string, RefValue>> {
    const change = this.changed.get(packedPath);
    if (change === undefined) return this.lost.has(packedPath) ? new Map() : await this.packedBefore();
    if (change.after === null) return new Map();
    const content = isFile(change.after) ? await this.read(packedPath, change.after, largestPacked) : null;
    if (content === null) throw new Unfit('unreadable', packedPath);
    return packedValues(content);
  }

  private async looseBefore(path: RawPath): Promise<RefValue | null> {
    const { kind } = this.base.get(path) ?? {};
    if (kind === undefined || kind === 'directory') return null;
    if (kind === 'symlink') return { left: 'symbolic' };
    const content = await this.before(path, largestRef);
    if (content === null) throw new Unfit('unreadable', path);
    return looseValue(content);
  }

  private async looseAfter(path: RawPath): Promise<RefValue | null> {
    const change = this.changed.get(path);
    if (change === undefined) return this.lost.has(path) ? null : await this.looseBefore(path);
    const { after } = change;
    if (after === null || after.kind === 'directory') return null;
    if (after.kind !== 'file') return { left: 'symbolic' };
    const content = await this.read(path, after, largestRef);
    return content === null ? { left: 'value' } : looseValue(content);
  }

  private async before(path: RawPath, most: number): Promise<Buffer | null> {
    const entry = this.base.get(path);
    if (entry?.kind !== 'file') return null;
    const { mode, size, mtime } = entry;
    return await this.read(
      path,
      { kind: 'file', mode, size, mtime, content: { from: 'base', path }, link: null },
      most,
    );
  }
}

function isFile(side: Side | null | undefined): side is Extract<Side, { kind: 'file' }> {
  return side?.kind === 'file';
}

/** Whether git would take it for a ref. */
function isRef(side: Side | null): boolean {
  return side !== null && side.kind !== 'directory';
}

function idOf(value: RefValue | null | undefined): string | null {
  return value !== null && value !== undefined && 'id' in value ? value.id : null;
}

function whyOf(value: RefValue | null): LeftRef | null {
  return value !== null && 'left' in value ? value.left : null;
}

/** Two are the same when this is. */
function valueOf(value: RefValue | null | undefined): string {
  return JSON.stringify(value ?? null);
}

/** The branch that a HEAD names, or the commit; null when it says neither. */
function headName(content: Buffer | null): string | null {
  const [, name, id] = /^(?:ref: (refs\/\S{1,1000})|([0-9a-f]{40,64}))\n?$/.exec(content?.toString() ?? '') ?? [];
  return name ?? id ?? null;
}
