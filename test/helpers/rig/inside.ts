import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAccount } from '../session/account.js';
import type { Ended } from '../session/command.js';
import type { Installation } from '../session/installation.js';
import { until } from '../waiting.js';
import { Session } from '../session/world.js';
import { tryAgain } from './claims.js';

/** A session inside the rig, on what was installed outside; libkrun boots its machines. */
export async function sessionInRig(): Promise<Session> {
  process.env['BELLGLASS_TEST_HYPERVISOR'] = 'libkrun';
  const session = new Session();
  // A second virtual CPU on emulated SVM hangs more often than not.
  session.runFlags = ['--cpus', '1'];
  await session.open(JSON.parse(process.argv[2] ?? '') as Installation);
  await startDaemon(session);
  return session;
}

/** Node starts ten times slower in the rig than anywhere else: the daemon gets more patience than a client has. */
export async function startDaemon({ app, env, account, runtime }: Session): Promise<void> {
  const socket = `${runtime}/bellglass/daemon.sock`;
  // One that a killed daemon left is no daemon.
  rmSync(socket, { force: true });
  spawn(app.node, [app.daemon], { env, ...asAccount(account), detached: true, stdio: 'ignore' }).unref();
  await until({ what: 'the daemon in the rig', milliseconds: 90_000 }, () => existsSync(socket));
}

/** Nobody waits that long for a libkrun machine in the rig: it takes 3 to 9 s to boot there. In milliseconds. */
const hangs = 40_000;

/**
 * Boots one machine, and ends the rig when it hangs: in about a third of all rigs no nested guest ever starts.
 * A machine that fails for another reason is no reason to try again.
 */
export async function firstBoot(session: Session): Promise<Ended> {
  const { child, ended } = session.start(['run', '--mode', 'none', '--', 'true'], { limit: 2 * hangs });
  const answer = await Promise.race([ended, sleep(hangs, null, { ref: false })]);
  if (answer !== null && !/did not greet|deadline|within \d+ s/.test(answer.stderr)) return answer;
  writeSync(1, `the first machine did not start: ${answer?.stderr ?? 'no answer'}\n`);
  child.kill('SIGKILL');
  process.exit(Number(tryAgain));
}
