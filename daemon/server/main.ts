import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from '../run/lock.js';
import { BellglassFailure } from '../protocol/errors.js';
import { sentence } from '../protocol/sentences.js';
import { findPaths, type Paths } from '../state/paths.js';
import { readOrMakeToken } from '../state/token.js';
import { BellglassDaemon } from './daemon.js';
import { answers } from './listen.js';
import { Log } from './log.js';

/** How long a daemon that goes may hold the lock, in milliseconds. */
const lockDeadline = 10_000;

/** Whether this process is the user's daemon now; false when another one is and answers. */
async function becomeTheDaemon(paths: Paths): Promise<boolean> {
  for (const deadline = Date.now() + lockDeadline; Date.now() < deadline;) {
    if (takeLock(paths.runtime)) return true;
    if (await answers(paths.socket)) return false;
    await sleep(10);
  }
  throw new Error('another daemon is starting or ending, and does not come to an end');
}

async function main(): Promise<void> {
  const paths = findPaths();
  const log = new Log(paths.log);
  const token = readOrMakeToken(paths.token);
  if (!(await becomeTheDaemon(paths))) return;
  const daemon = new BellglassDaemon({ paths, token, env: process.env, log: log.write });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      daemon.stop(signal, false);
    });
  // A fault in one connection must not take everyone's machines along.
  process.on('uncaughtException', (error) => {
    log.write(`fault: ${error.stack ?? error.message}`);
  });
  process.on('unhandledRejection', (reason) => {
    log.write(`fault: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
  });
  await daemon.start();
  await daemon.ended;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`bellglassd: ${error instanceof BellglassFailure ? sentence(error.error) : String(error)}\n`);
    process.exit(1);
  },
);
