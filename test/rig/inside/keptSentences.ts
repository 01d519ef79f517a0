/** What libkrun on a real KVM has to show of a kept sandbox whose daemon dies. */
export const keptSentences = {
  boots: 'a first machine boots',
  survives: 'a kept machine lives on when its daemon is killed, and its agent is found again',
  ends: 'a kept machine whose vmm is killed leaves nothing',
  nothing: 'nothing is left behind',
} as const;
