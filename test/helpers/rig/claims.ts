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

/** Holds what tries before this one have shown, as a list in JSON. */
export const shownVariable = 'BELLGLASS_TEST_SHOWN';

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
export function parseClaims(lines: readonly string[]): Claim[] {
  return lines.filter((line) => line.startsWith('{"sentence"')).map((line) => JSON.parse(line) as Claim);
}
