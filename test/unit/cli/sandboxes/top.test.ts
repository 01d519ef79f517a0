import { expect, test } from 'vitest';
import { processTable } from '../../../../daemon/cli/sandboxes/top.js';

test('processes are a table, whatever they call themselves', () => {
  const one = { pid: 7, ppid: 1, uid: 1000, state: 'S', cpuMillis: 61_000, rssKiB: 2048, ageMillis: 3_600_000 };
  expect(processTable({ processes: [{ ...one, command: 'sh -c \u001b[2J' }] })).toBe(
    [
      'PID   PPID   UID    S   RSS       CPU     ELAPSED    COMMAND',
      '7     1      1000   S   2.00MiB   01:01   01:00:00   sh -c \ufffd[2J',
      '',
    ].join('\n'),
  );
});
