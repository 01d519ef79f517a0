import { setTimeout as sleep } from 'node:timers/promises';

/** What is asked again, and for how long. */
export interface Wait {
  /** What is waited for, for the failure's sentence. */
  readonly what: string;
  readonly milliseconds: number;
}

/**
 * Asks until there is an answer.
 * @param ask null or undefined or false means not yet
 * @throws Error when the time is over
 */
export async function until<T>(
  { what, milliseconds }: Wait,
  ask: () => T | null | undefined | false | Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${String(milliseconds)} ms`);
    await sleep(20);
  }
}
