import { describe, expect, test } from 'vitest';
import type { RunRequest } from '../../../daemon/protocol/run.js';
import { requestOf } from '../../helpers/daemon/request.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { runOver } from '../../helpers/session/runOver.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const size = { rows: 24, cols: 80 };

const inTerminal = (script: string, more: Partial<RunRequest> = {}): RunRequest =>
  requestOf(['sh', '-c', script], { memoryMiB: 256, terminal: size, ...more });

describe('a run with a terminal', () => {
  test('has its size and its name, types, is resized, and ends with its status', async () => {
    const daemon = await daemonOf(session);
    const script =
      'trap "stty size" WINCH; test -t 0 -a -t 1 -a -t 2 && stty size; echo "$TERM $COLORTERM" >&2; while :; do read -r line || continue; echo "<$line>"; test "$line" = end && exit 7; done';
    const run = await runOver(daemon, inTerminal(script, { stdin: true }));
    await run.seen(/24 80\r\nxterm-256color truecolor\r\n/);
    run.stdio.stdin.write('w\u00f6rd\r');
    await run.seen(/<w\u00c3\u00b6rd>\r\n/);
    run.stdio.resize({ rows: 30, cols: 100 });
    await run.seen(/30 100\r\n/);
    run.stdio.resize({ rows: 31, cols: 101 });
    run.stdio.resize({ rows: 32, cols: 102 });
    await run.seen(/32 102\r\n/);
    run.stdio.stdin.write('end\r');
    expect(await run.ended).toMatchObject({ status: 7, outcome: 'exited', error: null });
    expect(run.stderr()).toBe('');
    daemon.close();
  });

  test('has the size that was told before it started', async () => {
    const daemon = await daemonOf(session);
    const request = inTerminal('stty size; sleep 1; stty size');
    const run = await runOver(daemon, request);
    run.stdio.resize({ rows: 50, cols: 132 });
    expect(await run.ended).toMatchObject({ status: 0 });
    expect(run.stdout()).toBe('50 132\r\n50 132\r\n');
    daemon.close();
  });

  test('is interrupted by a key, and its time can be up', async () => {
    const daemon = await daemonOf(session);
    const key = await runOver(daemon, inTerminal('echo ready; sleep 100', { stdin: true }));
    await key.seen(/ready/);
    key.stdio.stdin.write('\u0003');
    expect(await key.ended).toMatchObject({ status: 130 });
    const late = await runOver(daemon, inTerminal('echo ready; sleep 100', { timeoutMs: 3000 }));
    expect(await late.ended).toMatchObject({ outcome: 'timedOut', status: 124 });
    expect(late.stdout()).toMatch(/ready/);
    daemon.close();
  });

  test('brings all of a long output, and its head when that is to be kept', async () => {
    const daemon = await daemonOf(session);
    const long = await runOver(daemon, inTerminal('seq 1 400000'));
    expect(await long.ended).toMatchObject({ status: 0 });
    const lines = long.stdout().split('\r\n');
    expect([lines.length, lines[0], lines[399_999]]).toEqual([400_001, '1', '400000']);
    const { runId } = await daemon.call('run.start', inTerminal('echo out; echo err >&2', { capture: true }));
    expect(await daemon.call('run.wait', { runId })).toMatchObject({ stdout: 'out\r\nerr\r\n', stderr: '' });
    daemon.close();
  });

  test('shows its compiler’s words there too, and fails when that did', async () => {
    const daemon = await daemonOf(session);
    const workspace = { path: session.workspace, mode: 'readonly' as const };
    const path = session.write('bad.c', 'int main( { }\n');
    const run = await runOver(
      daemon,
      inTerminal('', { workspace, command: { kind: 'file', path, args: [], content: null } }),
    );
    expect(await run.ended).toMatchObject({ status: 1, error: { code: 'compile_failed' } });
    // A compiler colours what it says to a terminal.
    expect(run.stdout()).toMatch(/\[01;31m[^]*error:[^]*\r\n/);
    expect(run.stderr()).toBe('');
    daemon.close();
  });

  test('is over when its client goes, or says what is no size', async () => {
    const daemon = await daemonOf(session);
    const gone = await runOver(daemon, inTerminal('echo ready; sleep 100', { stdin: true }));
    await gone.seen(/ready/);
    gone.stdio.resize({ rows: 0, cols: 0 });
    expect(await gone.ended).toMatchObject({ outcome: 'cancelled' });
    const last = await runOver(daemon, inTerminal('echo ready; sleep 100', { stdin: true }));
    await last.seen(/ready/);
    daemon.close();
    const other = await daemonOf(session);
    await until({ what: 'the end of every machine', milliseconds: 10_000 }, async () => {
      const { machines } = await other.call('machine.list', {});
      return machines.length === 0;
    });
    other.close();
  });
});
