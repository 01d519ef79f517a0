import { type Claim, parseClaims, shownVariable } from './claims.js';
import { bootRig, type RigBoot, type RigPlan } from './rig.js';

/** A command in the rig says something each 30 beats at least; one that waits for a machine that hangs says nothing more. */
const silence = 80;

/** What the rigs of one program have said. */
export interface RigRun {
  readonly claims: ReadonlyMap<string, Claim>;
  /** How each try ended, the last one too. */
  readonly tries: readonly string[];
}

/** What is run in a rig until it comes to its end. */
export interface Trial extends Omit<RigPlan, 'limit'> {
  /** For the lines about its tries. */
  readonly name: string;
  /** Tries are made until this is over, in milliseconds. */
  readonly budget: number;
}

/**
 * Boots rigs until one comes to its end, or a claim does not hold, or the time is over: nested machines hang in them.
 * What one try has shown the next one is told, so that it does only the rest.
 */
export async function runInRig({ name, budget, ...plan }: Trial): Promise<RigRun> {
  const end = performance.now() + budget;
  const claims = new Map<string, Claim>();
  const tries: string[] = [];
  for (;;) {
    const started = performance.now();
    const shown = quoted(JSON.stringify([...claims.keys()]));
    const command = `${shownVariable}=${shown} ${plan.command}`;
    const boot = await bootRig({ ...plan, command, silence, limit: end - started });
    for (const found of parseClaims(boot.lines)) claims.set(found.sentence, found);
    const seconds = Math.round((performance.now() - started) / 1000);
    const how = `${boot.failure ?? 'it came to its end'} after ${String(seconds)} s; claims so far: ${String(claims.size)}`;
    tries.push(`${how}\n${lastWords(boot)}`);
    // A claim that does not hold is an answer: another rig must not talk it away.
    if (boot.failure === null || [...claims.values()].some(({ holds }) => !holds)) return { claims, tries };
    // Whoever reads the log of a run that took long learns why.
    process.stderr.write(`${name}, rig ${String(tries.length)}: ${how}\n`);
    if (performance.now() >= end) return { claims, tries };
  }
}

function lastWords({ lines, console }: RigBoot): string {
  return `${lines.slice(-5).join('\n')}\n${console.slice(-1500)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
