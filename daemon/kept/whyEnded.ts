import type { SandboxEnd } from '../protocol/sandbox/sandbox.js';

/** Why Bellglass stops a sandbox. */
export type StopReason = Extract<SandboxEnd['reason'], 'asked' | 'command' | 'expired' | 'idle'>;

/** What whoever used a sandbox is told when Bellglass ends it. */
export const whyEnded: Readonly<Record<StopReason | 'removed', string>> = {
  asked: 'it was asked to.',
  removed: 'it was removed.',
  command: 'its main process ended.',
  expired: 'its time to live was up.',
  idle: 'nothing ran in it.',
};
