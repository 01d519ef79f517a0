import { writeSync } from 'node:fs';

/** What a program inside the rig found out about one sentence; a line of JSON each. */
export interface Claim {
  readonly sentence: string;
  readonly holds: boolean;
  /** What was seen, or why it does not hold. */
  readonly seen: string;
  readonly milliseconds: number;
}

/** The status of a program in whose rig nothing boots, so that another rig is tried (EX_TEMPFAIL). */
export const tryAgain = '75';

/** Asks one question inside the rig and reports the answer; a throw is an answer too. */
export async function claim(sentence: string, ask: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const report = (holds: boolean, seen: string): void => {
    const line: Claim = {
      sentence,
      holds,
      seen: seen.slice(0, 1500),
      milliseconds: Math.round(performance.now() - started),
    };
    writeSync(1, `${JSON.stringify(line)}\n`);
  };
  try {
    report(true, JSON.stringify(await ask()));
  } catch (error) {
    report(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** The claims in what a rig wrote. */
export function parseClaims(lines: readonly string[]): Map<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const line of lines) {
    if (!line.startsWith('{"sentence"')) continue;
    const found = JSON.parse(line) as Claim;
    claims.set(found.sentence, found);
  }
  return claims;
}
