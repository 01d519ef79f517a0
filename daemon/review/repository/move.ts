import { existsSync } from 'node:fs';
import type { MovedRefs, RefChange, RefConflict } from '../../protocol/reviews/repository.js';
import { hostRefs, type HostRefs } from './hostRefs.js';
import { runGit } from './program.js';
import { indexPack } from './store.js';
import { complaintOf, Unfit } from './unfit.js';

/** A ref that is moved, from one value to another; null: it is not there. */
export type Move = Pick<RefChange, 'name' | 'before' | 'after'>;

/** Which refs can be moved, and what stands in the way. */
export interface MovePlan {
  readonly moves: readonly Move[];
  readonly conflicts: readonly RefConflict[];
  readonly host: HostRefs;
}

/**
 * Plans that refs become what they are to be. Those that are so already are left out. Where one is not what it was, none is moved; but
 * a branch that is checked out stays by itself.
 * @throws Unfit gitFailed
 */
export async function planMoves(repository: string, refs: readonly Move[]): Promise<MovePlan> {
  const host = await hostRefs(repository);
  const [moves, conflicts]: [Move[], RefConflict[]] = [[], []];
  for (const { name, before, after } of refs) {
    const now = host.refs.has(name) ? (host.refs.get(name) ?? 'symbolic') : null;
    if (now === after) continue;
    const isLost = after === null && host.checkedOut.has(name);
    if (now !== before)
      conflicts.push({ name, host: now === null ? 'gone' : before === null ? 'appeared' : 'changed' });
    else if (isLost) conflicts.push({ name, host: 'checkedOut' });
    else moves.push({ name, before, after });
  }
  const stands = conflicts.some((conflict) => conflict.host !== 'checkedOut');
  return { moves: stands ? [] : moves, conflicts, host };
}

/** The moves that take these back. */
export function backwards(moves: readonly Move[]): Move[] {
  return moves.map(({ name, before, after }) => ({ name, before: after, after: before }));
}

/**
 * Brings a pack into the user's repository, every object of it checked again. Until a ref is moved there nothing refers to them.
 * @throws Unfit
 */
export async function bringObjects(repository: string, pack: string): Promise<void> {
  if (!existsSync(pack)) throw new Unfit('unreadable', pack);
  await indexPack(pack, async (args, input) => await runGit({ repository, args, input }));
}

/** Moves refs in one transaction: each from what it is to be, or none. Nothing else is touched: no index, no file, no HEAD. */
export async function moveRefs(repository: string, plan: MovePlan, why: string): Promise<MovedRefs> {
  const { moves, host } = plan;
  const conflicts = [...plan.conflicts];
  if (moves.length === 0) return { moved: [], conflicts, checkedOut: null, problem: null };
  const zero = '0'.repeat(host.format === 'sha256' ? 64 : 40);
  const lines = moves.map(({ name, before, after }) =>
    after === null ? `delete ${name} ${before ?? zero}` : `update ${name} ${after} ${before ?? zero}`,
  );
  const words = ['start', ...lines.flatMap((line) => ['option no-deref', line]), 'prepare', 'commit'];
  const input = words.map((line) => `${line}\n`).join('');
  const args = ['update-ref', '--create-reflog', '-m', why, '--stdin'];
  const { status, stderr } = await runGit({ repository, args, input });
  if (status !== 0) return { moved: [], conflicts, checkedOut: null, problem: complaintOf(stderr) || 'git was ended' };
  const moved = moves.map(({ name, after }) => ({ name, now: after }));
  const checkedOut = moves.find(({ name }) => host.checkedOut.has(name))?.name ?? null;
  return { moved, conflicts, checkedOut, problem: null };
}
