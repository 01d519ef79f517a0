/** The seeds of the random operations that are tried on libkrun: the first of those that test/machine/review/property.test.ts tries. */
export const seeds = [1, 2, 3, 4] as const;

/** That a seed's operations hold. */
export const holds = (seed: number): string =>
  `after random operations the applied folder is what the guest saw, and undone it is what it was (seed ${String(seed)})`;

/** What is found out about a workspace in review on libkrun. */
export const reviewSentences = {
  boots: 'a sandbox boots on libkrun',
  view: 'a program works in the view as in a folder: edits, moves, links, a mapping, a lock',
  untouched: 'the folder stays as it is',
  changes: 'what it changed is read: what was added, modified, deleted and moved, and nothing else',
  hidden: 'what is hidden has no contents, also for a guest root that looks at the share itself',
  root: 'guest root changes nothing in the folder, by the view and by the share',
  nothing: 'nothing of the session is left',
} as const;
