import { availableParallelism } from 'node:os';

/** Whether the long tests were asked for: `npm run test:full`. */
const full = process.env['BELLGLASS_TEST_FULL'] !== undefined;

/** How often a property is tried: so often, and a hundred times that in the long tests. */
export function tries(usual = 100): { readonly numRuns: number } {
  return { numRuns: full ? usual * 100 : usual };
}

/** Machines under which a test file's claims must hold, with the options of `run` for each: the usual one; in the long tests, one and two CPUs. */
export const machines: readonly { readonly title: string; readonly options: readonly string[] }[] = full
  ? [1, 2]
      .filter((cpus) => cpus <= availableParallelism())
      .map((cpus) => ({ title: `with --cpus ${String(cpus)}`, options: ['--cpus', String(cpus)] }))
  : [{ title: 'as usual', options: [] }];
