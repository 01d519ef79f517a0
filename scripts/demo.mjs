// Runs examples/hello.py in a microVM and shows what it could and could not do, and how long its first output took.
import { spawn } from 'node:child_process';
import { release } from 'node:os';

/** Runs the command line, shows its output as it comes, and says when the first of it came (ms). */
async function bellglass(args) {
  const started = performance.now();
  let firstOutput = null;
  let output = '';
  const child = spawn('dist/bellglass.mjs', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (chunk) => {
    firstOutput ??= performance.now() - started;
    output += chunk;
    process.stdout.write(chunk);
  });
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { status, output, firstOutput };
}

const args = ['run', 'examples/hello.py'];
process.stdout.write(`$ npx bellglass ${args.join(' ')}\n\n`);
const { status, output, firstOutput } = await bellglass(args);
if (status !== 0 || firstOutput === null) {
  process.stderr.write(`\nThe demo failed: bellglass ended with status ${String(status)}.\n`);
  process.exit(status === 0 ? 1 : (status ?? 1));
}
const guest = /^uname -r +(\S+)$/m.exec(output)?.[1];
if (guest === undefined || guest === release()) {
  process.stderr.write(
    `\nThe demo failed: hello.py did not run under a kernel of its own (uname -r ${String(guest)}).\n`,
  );
  process.exit(1);
}
process.stdout.write(`
This machine's kernel:  ${release()}
The guest's kernel:     ${guest}
Time to first output:   ${Math.round(firstOutput)} ms
`);
