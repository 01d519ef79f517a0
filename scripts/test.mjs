// Runs every runner, prints what each found, names what failed once more, and ends with one line: N passed, N failed.
// A runner that ran nothing has failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

const full = process.argv.includes('--full');
if (full) process.env.BELLGLASS_TEST_FULL = '1';

/** Runs a command with its output kept, and given to `show`. */
async function run(command, args, { show = write, ...options } = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    show(chunk);
  });
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { status, output };
}

async function lint() {
  const { status, output } = await run('bash', ['scripts/lint.sh']);
  const [, passed, failed] = /lint: (\d+) passed, (\d+) failed/.exec(output) ?? [0, 0, 0];
  return { status, passed: Number(passed), failed: Number(failed) };
}

async function cargo() {
  const { status, output } = await run('cargo', ['test', '--locked', '--quiet', '--no-fail-fast'], { cwd: 'native' });
  const ends = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  const sum = (group) => ends.reduce((total, end) => total + Number(end[group]), 0);
  return { status, passed: sum(1), failed: sum(2) };
}

function vitest(project) {
  return async (show) => {
    const report = `test-results/${project}.json`;
    rmSync(report, { force: true });
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status } = await run('vitest', ['run', '--project', project, ...reporters], { show });
    if (!existsSync(report)) return { status, passed: 0, failed: 0 };
    const found = JSON.parse(readFileSync(report, 'utf8'));
    const { numPassedTests, numFailedTests, numPendingTests } = found;
    return {
      status,
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests,
      failures: failuresOf(found),
    };
  };
}

/** The failed tests of a report of vitest's with the first lines of why; a file that failed before its tests, too. */
function failuresOf({ testResults }) {
  const start = (text) => text.split('\n').slice(0, 12).join('\n');
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}\n${start(message)}`];
    return failed.map(({ fullName, failureMessages }) => `${file} > ${fullName}\n${start(failureMessages.join('\n'))}`);
  });
}

const runners = {
  lint,
  cargo,
  tidy: vitest('tidy'),
  unit: vitest('unit'),
  machine: vitest('machine'),
  rig: vitest('rig'),
  security: vitest('security'),
  fault: vitest('fault'),
  vscode: vitest('vscode'),
};
// What runs while another does: a rig keeps one core busy, and waits for nobody.
const beside = { machine: ['rig'] };

mkdirSync('test-results', { recursive: true });
const total = { passed: 0, failed: 0 };
const lines = [];
const failures = [];

/** Runs a runner and counts what it found. */
async function count(name, show) {
  show(`\n== ${name}\n`);
  const started = performance.now();
  const { status, passed, skipped = 0, ...result } = await runners[name](show);
  failures.push(...(result.failures ?? []));
  // A runner that ended badly, or ran nothing, without naming a failed test counts as one failure.
  const failed = result.failed === 0 && (status !== 0 || passed === 0) ? 1 : result.failed;
  total.passed += passed;
  total.failed += failed;
  const seconds = Math.round((performance.now() - started) / 1000);
  lines.push(
    `${name}: ${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`} (${seconds} s)`,
  );
}

/** As {@link count}, with its output shown once it has ended. */
async function countQuietly(name) {
  const chunks = [];
  await count(name, (chunk) => chunks.push(chunk));
  chunks.forEach(write);
}

function write(chunk) {
  process.stdout.write(chunk);
}

const others = new Set(Object.values(beside).flat());
for (const name of Object.keys(runners).filter((name) => !others.has(name)))
  await Promise.all([count(name, write), ...(beside[name] ?? []).map(countQuietly)]);
for (const failure of failures) process.stdout.write(`\nFAILED ${failure}\n`);
process.stdout.write(`\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
