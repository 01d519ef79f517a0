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
