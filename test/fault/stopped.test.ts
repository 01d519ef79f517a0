import { describe, expect, test } from 'vitest';
import { runRecord } from '../../daemon/protocol/run.js';
import type { Running } from '../helpers/session/command.js';
import { doctoredNatives, guestOf } from '../helpers/session/doctoredNatives.js';
import { expectOneSentence } from '../helpers/session/oneSentence.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();
const shuttingDown = /^bellglass: The daemon is shutting down, and every run ends with it\. Try again in a moment\.\n/;

const stay = 'echo up; exec sleep 1000';

/** A run that says "up" and then stays. */
async function stayingRun(args: readonly string[] = ['--', 'sh', '-c', stay]): Promise<Running> {
  const running = session.start(['run', ...args]);
  await running.seen(/up/);
  return running;
}

async function expectEndedWithDaemon({ ended }: Running, said: string): Promise<void> {
  const { stdout, ...rest } = await ended;
  expect(stdout).toBe(said);
  expectOneSentence({ ...rest, stdout: '' }, shuttingDown);
  await session.expectNoMachine();
}

describe('the daemon ends in the middle of a run, which fails and says why', () => {
  test('by `bellglass daemon stop`, with every run', async () => {
    const runs = [await stayingRun(), await stayingRun()];
    expect(await session.bellglass(['daemon', 'stop'])).toMatchObject({ status: 0, stderr: '' });
    for (const run of runs) await expectEndedWithDaemon(run, 'up\n');
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('by %s, as at a logout', async (signal) => {
    const run = await stayingRun();
    for (const { pid, command } of session.processes()) if (command.includes('bellglassd')) process.kill(pid, signal);
    await expectEndedWithDaemon(run, 'up\n');
  });

  test('while its program is compiled', async () => {
    session.write('slow.c', '');
    session.write('cc', `#!/bin/sh\n${stay}\n`, 0o755);
    const run = await stayingRun(['-e', `PATH=${session.workspace}:/usr/bin`, 'slow.c']);
    await session.bellglass(['daemon', 'stop']);
    await expectEndedWithDaemon(run, 'up\n');
  });

  test('while its machine boots', async () => {
    const natives = doctoredNatives(session, 'hangs', { 'initramfs.cpio': guestOf(session, 'hangs') });
    const run = session.start(['run', '--', 'true'], { env: { BELLGLASS_NATIVE: natives } });
    await until({ what: 'a machine', milliseconds: 20_000 }, () => session.machines().length > 0);
    await session.bellglass(['daemon', 'stop']);
    await expectEndedWithDaemon(run, '');
  });

  test('and its record says so too', async () => {
    const { ended } = session.start(['run', '--json', '--', 'sleep', '1000']);
    await until({ what: 'a machine', milliseconds: 20_000 }, () => session.machines().length > 0);
    await session.bellglass(['daemon', 'stop']);
    const { status, stdout } = await ended;
    expect(status).toBe(125);
    const failed = { outcome: 'failed', status: 125, error: { code: 'shutting_down' } };
    expect(runRecord.parse(JSON.parse(stdout))).toMatchObject(failed);
  });
});
