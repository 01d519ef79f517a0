import { appendFileSync } from 'node:fs';

/** How a test in the extension host ended. */
export interface HostResult {
  readonly name: string;
  /** The failure with its stack, null when it passed. */
  readonly failure: string | null;
  readonly milliseconds: number;
}

/** A test in the extension host may take so long, in milliseconds. */
const limit = 60_000;

const tests: { name: string; work: () => unknown }[] = [];

/** Registers a test that runs where extensions run, with VS Code's real API. */
export function test(name: string, work: () => unknown): void {
  tests.push({ name, work });
}

/**
 * Runs every registered test, and writes a line of JSON (HostResult) for each into the file that BELLGLASS_HOST_RESULTS names.
 * VS Code calls it, and takes what it throws for the run's failure.
 */
export async function run(): Promise<void> {
  const results = process.env['BELLGLASS_HOST_RESULTS'];
  if (results === undefined) throw new Error('BELLGLASS_HOST_RESULTS is not set');
  let failed = 0;
  for (const { name, work } of tests) {
    const started = performance.now();
    const failure = await failureOf(work);
    if (failure !== null) failed += 1;
    const result: HostResult = { name, failure, milliseconds: Math.round(performance.now() - started) };
    appendFileSync(results, `${JSON.stringify(result)}\n`);
  }
  if (failed > 0) throw new Error(`${String(failed)} of ${String(tests.length)} tests failed`);
}

async function failureOf(work: () => unknown): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it did not end within ${String(limit)} ms`));
    }, limit);
  });
  try {
    await Promise.race([Promise.resolve().then(work), late]);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  } finally {
    clearTimeout(timer);
  }
}
