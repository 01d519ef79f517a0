import * as z from 'zod';
import { rawBytes } from '../wire/files.js';

/** An object's id: SHA-1 or SHA-256, in hexadecimal. */
export const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const count = z.int().min(0);
/** As base64 where it is not UTF-8. */
const anyName = z.union([z.string().min(1).max(4095), rawBytes]);
const refName = z.string().regex(/^refs\/(?:heads|tags)\/./);

/** So many branches and tags are taken over at once, so many commits of each and of all are told, and so many refs that stay are named. */
export const repositoryLimits = { refs: 100, log: 10, logs: 100, left: 20 } as const;

/** A branch or tag that a run created, moved or deleted. */
export const refChange = z.strictObject({
  /** Whole: `refs/heads/main`. */
  name: refName,
  /** What it was when the snapshot was made, and what the run made of it; null: there was none, or is none any more. */
  before: objectId.nullable(),
  after: objectId.nullable(),
  /** How many commits it has that it had not, or for a new one that no ref of the workspace had. */
  commits: count,
  /** How many it had and has no more. */
  dropped: count,
  /** The first of the new commits, newest first. */
  log: z.array(z.strictObject({ id: objectId, subject: z.string().max(120) })).max(repositoryLimits.log),
});
/** A branch or tag that a run created, moved or deleted. */
export type RefChange = z.infer<typeof refChange>;

/** Why a ref of the guest's is not taken over: it is no branch or tag, its name is none, it is another ref's name, or nothing an object has for an id. */
export const leftRef = z.enum(['elsewhere', 'name', 'symbolic', 'value']);
/** Why a ref of the guest's is not taken over. */
export type LeftRef = z.infer<typeof leftRef>;

/** Why nothing of a repository is taken over: too many refs, too much in it, objects that git refuses, what was there is not known, or git itself failed. */
export const repositoryProblem = z.enum(['tooMany', 'tooLarge', 'broken', 'unreadable', 'gitFailed']);
/** Why nothing of a repository is taken over. */
export type RepositoryProblem = z.infer<typeof repositoryProblem>;

/** What a run did in the repository of its workspace. */
export const repositoryChange = z.strictObject({
  refs: z.array(refChange).max(repositoryLimits.refs),
  /** Refs that are not taken over: how many, and the first. */
  left: z.strictObject({
    count,
    first: z.array(z.strictObject({ name: anyName, why: leftRef })).max(repositoryLimits.left),
  }),
  /** Which branch was checked out, and which is in the sandbox; a commit's id where none is. null: the same. */
  head: z.strictObject({ before: z.string().max(1024), after: z.string().max(1024) }).nullable(),
  /** Objects that it brings. */
  objects: count,
  problem: z.strictObject({ why: repositoryProblem, detail: z.string().max(400) }).nullable(),
});
/** What a run did in the repository of its workspace. */
export type RepositoryChange = z.infer<typeof repositoryChange>;

/** A ref that stays as it is: the user made, moved or removed it meanwhile, or would lose the branch that is checked out. */
export const refConflict = z.strictObject({
  name: refName,
  host: z.enum(['appeared', 'changed', 'gone', 'checkedOut']),
});
/** A ref that stays as it is. */
export type RefConflict = z.infer<typeof refConflict>;

/** What became of the refs of a repository. */
export const movedRefs = z.strictObject({
  /** Each as it is now. */
  moved: z.array(z.strictObject({ name: refName, now: objectId.nullable() })),
  conflicts: z.array(refConflict),
  /** The branch that is checked out, if it was moved: its index and files are as they were. */
  checkedOut: refName.nullable(),
  /** Why none was moved although nothing stood in the way, as git says it. */
  problem: z.string().max(400).nullable(),
});
/** What became of the refs of a repository. */
export type MovedRefs = z.infer<typeof movedRefs>;
