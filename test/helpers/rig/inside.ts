import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAccount } from '../session/account.js';
import type { Ended, Running } from '../session/command.js';
import type { Installation } from '../session/installation.js';
import { until } from '../waiting.js';
import { Session } from '../session/world.js';
import { claim, tryAgain } from './claims.js';

/** What a nested machine's command says whose guest hung as it booted: no claim is about that, and it is booted once more. */
const silent = /did not boot with libkrun \(guest\): the guest (did not greet|greeted, and did not answer)/;

/** What a command says whose guest hung later: what it was to do may be half done, so only another rig can show more. */
const fellSilent = /The sandbox did not answer .+ within \d+ s/;

/** A session inside the rig, on what was installed outside; libkrun boots its machines. */
export async function sessionInRig(): Promise<Session> {
  process.env['BELLGLASS_TEST_HYPERVISOR'] = 'libkrun';
  const session = new Session();
  // A second virtual CPU on emulated SVM hangs more often than not.
  session.runFlags = ['--cpus', '1', '--mode', 'readonly'];
  await session.open(JSON.parse(process.argv[2] ?? '') as Installation);
  await startDaemon(session);
  const once = session.bellglass.bind(session);
  session.bellglass = async (...asked) => {
    const ended = await once(...asked);
    return hung(ended) ? unlessHung(await once(...asked)) : ended;
  };
  return session;
}

/** Starts a program that reads its input, and waits until it has said that. */
export async function startSaying(session: Session, args: readonly string[], says: RegExp): Promise<Running> {
  const run = session.start(args, { keepStdin: true });
  if (await hasSaid(run, says)) return run;
  const another = session.start(args, { keepStdin: true });
  if (!(await hasSaid(another, says))) unlessHung(await another.ended);
  return another;
}

async function hasSaid({ seen, ended }: Running, says: RegExp): Promise<boolean> {
  try {
    await seen(says);
    return true;
  } catch (thrown) {
    if (hung(await ended)) return false;
    throw thrown;
  }
}

/** @returns whether a machine hung that had begun nothing; ends the rig where one had */
function hung({ status, stderr }: Ended): boolean {
  if (status !== 0 && fellSilent.test(stderr)) giveUp();
  return status !== 0 && silent.test(stderr);
}

function unlessHung(ended: Ended): Ended {
  return hung(ended) ? giveUp() : ended;
}

/** A machine boots in 1 to 2 s of the rig's time; the daemon waits longer than that for one that hangs, in seconds. */
const bootSeconds = 8;

/** Node starts ten times slower under emulation: the daemon gets more patience here than a client that starts one has. */
export async function startDaemon({ app, env: own, account, runtime }: Session): Promise<void> {
  const socket = `${runtime}/bellglass/daemon.sock`;
  const env = { ...own, BELLGLASS_BOOT_SECONDS: String(bootSeconds) };
  // One that a killed daemon left is no daemon.
  rmSync(socket, { force: true });
  spawn(app.node, [app.daemon], { env, ...asAccount(account), detached: true, stdio: 'ignore' }).unref();
  await until({ what: 'the daemon in the rig', milliseconds: 90_000 }, () => existsSync(socket));
}

/** The daemon has ended a machine that hangs before this is over, in milliseconds; only a command that hangs too takes longer. */
const hangs = bootSeconds * 2000;

/**
 * Claims that a first machine boots, and ends the rig when it hangs, for another rig to do the rest.
 * A machine that fails for another reason is no reason to try again.
 */
export async function firstBoot(session: Session, sentence: string): Promise<void> {
  const { status, stderr } = await bootOne(session);
  await claim(sentence, async () => {
    assert.deepEqual([status, stderr], [0, '']);
    return await Promise.resolve(status);
  });
}

async function bootOne(session: Session): Promise<Ended> {
  const { child, ended } = session.start(['run', '--mode', 'none', '--', 'true'], { limit: 2 * hangs });
  const answer = await Promise.race([ended, sleep(hangs, null, { ref: false })]);
  if (answer !== null && !/did not greet|deadline|within \d+ s/.test(answer.stderr)) return answer;
  writeSync(1, `the first machine did not start: ${answer?.stderr ?? 'no answer'}\n`);
  child.kill('SIGKILL');
  giveUp();
}

/** Ends the rig, which is booted again: nested machines hang in it. */
export function giveUp(): never {
  process.exit(Number(tryAgain));
}
