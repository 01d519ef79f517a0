import { cannotBegin, command } from './command.js';

/** The oldest Node.js that can run this: [major, minor]. */
const floor = [22, 15] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < floor[0] || (major === floor[0] && minor < floor[1])) {
  refuse(`Node.js ${floor.join('.')} or later is needed, and this is ${process.versions.node}.`);
}
process.exit(
  await command(process.argv.slice(2), {
    cwd: currentDirectory(),
    env: process.env,
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    exit: (status) => process.exit(status),
  }),
);

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return refuse('The current directory does not exist any more. Change into another.');
  }
}

/** Says why the command cannot begin, and ends it. */
function refuse(reason: string): never {
  process.stderr.write(`bellglass: ${reason}\n`);
  process.exit(cannotBegin);
}
