import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { DaemonLog, followLog } from '../../../../src/setup/daemonLog.js';
import { scratch } from '../../../helpers/scratch.js';
import { until } from '../../../helpers/waiting.js';

describe('the daemon’s log', () => {
  let directory = '';
  let stop = (): void => undefined;
  const lines: string[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'bg-log-'));
    lines.length = 0;
  });
  afterEach(() => {
    stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const path = (): string => join(directory, 'daemon.log');
  const follow = (): void => {
    stop = followLog(path(), (line) => lines.push(line));
  };
  const seen = async (line: string): Promise<void> => {
    await until({ what: line, milliseconds: 15_000 }, () => lines.includes(line));
  };

  test('is shown from what it holds, and as it grows, by whole lines', async () => {
    writeFileSync(path(), 'one\ntwo\nhal');
    follow();
    expect(lines).toEqual(['one', 'two']);
    appendFileSync(path(), 'f\nthree\n');
    await seen('three');
    expect(lines).toEqual(['one', 'two', 'half', 'three']);
  });

  test('may come later', async () => {
    follow();
    writeFileSync(path(), 'first\n');
    await seen('first');
  });

  test('is read anew when it begins anew', async () => {
    writeFileSync(path(), 'a long line of an older daemon\n');
    follow();
    writeFileSync(path(), 'new\n');
    await seen('new');
  });

  test('is shown by its end when it is long', () => {
    writeFileSync(path(), `${'x'.repeat(99)}\n`.repeat(5000) + 'end\n');
    follow();
    expect(lines.at(-1)).toBe('end');
    expect(lines.length).toBeLessThan(700);
  });
});

describe('the daemon’s log within the window’s', () => {
  const said = { info: vi.fn<(line: string) => void>(), warn: vi.fn<(line: string) => void>() };
  beforeEach(() => {
    said.info.mockReset();
    said.warn.mockReset();
  });

  test('is not looked at before it is begun, and then once, from a file that comes later', async () => {
    const log = `${scratch()}/daemon.log`;
    const asked = vi.fn(() => ({ log }));
    const daemonLog = new DaemonLog(
      {
        get presence() {
          return asked();
        },
      },
      said,
    );
    expect(asked).not.toHaveBeenCalled();
    daemonLog.begin();
    daemonLog.begin();
    expect(asked).toHaveBeenCalledTimes(1);
    writeFileSync(log, 'it does not start\n');
    await until({ what: 'the line', milliseconds: 15_000 }, () => said.info.mock.calls.length > 0);
    daemonLog.dispose();
    expect(said.info.mock.calls).toEqual([['[bellglassd] it does not start']]);
  });

  test('is tried again when its directory could not be used', () => {
    const log = `${scratch()}/daemon.log`;
    writeFileSync(log, 'one\n');
    let usable = false;
    const daemonLog = new DaemonLog(
      {
        get presence() {
          if (!usable) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
          return { log };
        },
      },
      said,
    );
    daemonLog.begin();
    expect([said.warn.mock.calls.length, said.info.mock.calls.length]).toEqual([1, 0]);
    usable = true;
    daemonLog.begin();
    daemonLog.dispose();
    expect(said.info).toHaveBeenCalledTimes(1);
  });

  test('is not begun after the window’s end', () => {
    const log = `${scratch()}/daemon.log`;
    writeFileSync(log, 'one\n');
    const daemonLog = new DaemonLog({ presence: { log } }, said);
    daemonLog.dispose();
    daemonLog.begin();
    expect(said.info).not.toHaveBeenCalled();
  });
});
