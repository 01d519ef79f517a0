import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { runRecord } from '../../../daemon/protocol/run.js';
import { ActiveRun } from '../../../daemon/run/activeRun.js';
import { OutputPump } from '../../../daemon/run/outputPump.js';
import { RecordDraft } from '../../../daemon/run/recordDraft.js';
import { requestOf } from '../../helpers/daemon/request.js';

const end = { exitCode: 3, signal: null, outOfMemory: false, userMicros: 1, systemMicros: 2, maxRssKiB: 3 };

function draft(capture = false): { run: ActiveRun; record: RecordDraft } {
  const run = new ActiveRun('0123456789ab', requestOf(['echo', 'hi'], { capture }), () => undefined);
  return { run, record: new RecordDraft(run) };
}

async function output(text: string, capture: boolean): Promise<OutputPump> {
  const pump = new OutputPump(Readable.from([Buffer.from(text)]), new PassThrough(), capture, () => undefined);
  await pump.done;
  return pump;
}

describe('the record of a run', () => {
  test('has how the program ended', async () => {
    const { record } = draft();
    const quiet = await output('x', false);
    record.finish({ end, stopped: null, stdout: quiet, stderr: quiet });
    const closed = runRecord.parse(record.close());
    expect(closed).toMatchObject({
      outcome: 'exited',
      exitCode: 3,
      status: 3,
      command: ['echo', 'hi'],
      userMicros: 1,
      mode: 'none',
    });
    expect('stdout' in closed).toBe(false);
  });

  test('has a signal as a shell has it', async () => {
    const { record } = draft();
    const quiet = await output('', false);
    record.finish({
      end: { ...end, exitCode: null, signal: 9, outOfMemory: true },
      stopped: null,
      stdout: quiet,
      stderr: quiet,
    });
    expect(record.close()).toMatchObject({ outcome: 'signalled', signal: 9, status: 137, outOfMemory: true });
  });

  test('keeps the output that was asked for', async () => {
    const { record } = draft(true);
    record.finish({ end, stopped: null, stdout: await output('out', true), stderr: await output('err', true) });
    expect(record.close()).toMatchObject({ stdout: 'out', stderr: 'err', truncated: false });
  });

  test('of a compilation that failed has its words, and that memory ran out', async () => {
    const { record } = draft(true);
    const compiled = { ...end, exitCode: 1, outOfMemory: true };
    record.keep({ end: compiled, stopped: null, stdout: await output('', true), stderr: await output('Killed', true) });
    record.fail(
      new BellglassFailure({ code: 'compile_failed', data: { path: '/x.c', compiler: '/usr/bin/cc', exitCode: 1 } }),
    );
    expect(record.close()).toMatchObject({
      outcome: 'failed',
      status: 1,
      exitCode: null,
      outOfMemory: true,
      stderr: 'Killed',
    });
  });

  test('has the error and the console of a boot that failed', () => {
    const { record } = draft();
    record.fail(
      new BellglassFailure({
        code: 'boot_failed',
        data: { hypervisor: 'qemu', stage: 'guest', sentence: 'no', console: 'text', advice: null },
      }),
    );
    expect(record.close()).toMatchObject({
      outcome: 'failed',
      status: 125,
      console: 'text',
      error: { code: 'boot_failed' },
    });
  });

  test('of a run that was ended from outside has no error, whatever broke by that', () => {
    const { run, record } = draft();
    run.stop('cancelled');
    record.fail(new Error('the connection broke'));
    expect(record.close()).toMatchObject({ outcome: 'cancelled', status: 130, error: null });
  });

  test('notes the first time of each stage', () => {
    const { record } = draft();
    record.mark('firstOutput');
    const first = record.close().timings.firstOutput;
    record.mark('firstOutput');
    expect(record.close().timings).toMatchObject({ accepted: 0, spawned: null, firstOutput: first });
  });
});
