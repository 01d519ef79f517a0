import { defineConfig } from 'vitest/config';

// A property is tried a hundred times as often in `npm run test:full`, and may take as long.
const full = process.env.BELLGLASS_TEST_FULL !== undefined;
const patience = full ? 50 : 1;

// A project a runner, so that each can be run alone: `npx vitest run --project unit`.
const project = (name: string, testTimeout: number, sequential: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    ...(sequential ? { fileParallelism: false, pool: 'forks' as const } : {}),
  },
});

export default defineConfig({
  test: {
    passWithNoTests: false,
    // The reason of a failure is whole where only its message is shown.
    chaiConfig: { truncateThreshold: 0 },
    projects: [
      project('unit', 20_000 * patience, false),
      project('tidy', 180_000, false),
      // Machines share two cores and one KVM: a file at a time.
      project('machine', 180_000, true),
      project('security', 180_000, true),
      project('fault', 300_000, true),
      // A window of VS Code a file, each with the package of this very tree.
      { test: { ...project('vscode', 180_000, true).test, globalSetup: ['test/helpers/vscode/packOnce.ts'] } },
      // The hook that boots rigs has a limit of its own (test/helpers/rig/program.ts).
      project('rig', 180_000, true),
    ],
  },
});
