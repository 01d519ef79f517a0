import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mortal } from '../../rig/mortal.js';
import { processesOf } from '../../session/leftovers.js';
import { until } from '../../waiting.js';
import type { Kept } from './kept.js';

// keeper.mjs JSON: starts a server and owns whatever it starts. A line on standard input ends the server; standard input that ends
// without one means that the test is dead, and then everything ends that has to do with its directory, which goes too.
const { program, args, directory, env, marks } = JSON.parse(process.argv[2] ?? '') as Kept;
const name = directory.slice(directory.lastIndexOf('/') + 1);
const [first, rest] = mortal(program, args);
const server = spawn(first, rest, { env, stdio: ['ignore', 'inherit', 'inherit'] });
// Nobody reads what is said when the test is gone.
process.stderr.on('error', () => undefined);
const ended = new Promise<void>((resolve) => {
  server.once('exit', () => {
    resolve();
  });
});

/** Kills until there is nothing to kill. */
async function killAll(which: (command: string) => boolean): Promise<void> {
  await until({ what: `the end of every process of ${name}`, milliseconds: 20_000 }, () => {
    const left = processesOf(name).filter(({ pid, command }) => pid !== process.pid && which(command));
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
    return left.length === 0;
  });
}

async function stop(): Promise<void> {
  server.kill('SIGTERM');
  await ended;
  // Extension hosts and terminals' hosts notice a second later that their server is gone.
  await killAll((command) => marks.some((mark) => command.includes(mark)));
}

let told = false;
process.stdin.once('data', () => {
  told = true;
  void stop().then(() => process.exit(0));
});
process.stdin.once('end', () => {
  if (told) return;
  void killAll(() => true).then(() => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(1);
  });
});
void ended.then(() => {
  if (!told) process.stderr.write('the server ended by itself\n');
});
