import { describe, expect, test } from 'vitest';
import { processorShare, readingsShown, usedFields, usedOf } from '../../../../daemon/cli/sandboxes/statsTable.js';
import { parseFormat } from '../../../../daemon/cli/show/format.js';
import { type SandboxStats } from '../../../../daemon/protocol/sandbox/sandbox.js';

const stats: SandboxStats = {
  id: '0123456789ab',
  name: 'dev',
  cpuMicros: 3_000_000,
  uptimeMs: 11_000,
  memoryUsedKiB: 256 * 1024,
  memoryTotalKiB: 1024 * 1024,
  diskUsedKiB: 512,
  diskTotalKiB: 16 * 1024 * 1024,
  processes: 7,
  hostMemoryKiB: 200 * 1024,
  hostCpuMicros: 1,
};

describe('the share of a CPU', () => {
  test('comes of two readings, and may be that of several', () => {
    expect(processorShare(stats, { ...stats, cpuMicros: 2_500_000, uptimeMs: 10_000 })).toBe('50.00%');
    expect(processorShare(stats, { ...stats, cpuMicros: 1_000_000, uptimeMs: 10_000 })).toBe('200.00%');
  });

  test('is unknown without a reading before, or after a start between them', () => {
    expect(processorShare(stats, null)).toBe('--');
    expect(processorShare(stats, stats)).toBe('--');
    expect(processorShare(stats, { ...stats, cpuMicros: 9_000_000, uptimeMs: 10_000 })).toBe('--');
    expect(processorShare(stats, { ...stats, cpuMicros: 0, uptimeMs: 99_000 })).toBe('--');
  });
});

test('what sandboxes use is a table, with nothing where nothing is known', () => {
  const readings = [
    { reference: 'dev', stats: { ...stats, hostMemoryKiB: null }, before: null },
    { reference: 'web', stats: null, before: stats },
  ];
  expect(readingsShown(readings, { kind: 'table' }, false).split('\n')).toEqual([
    'ID             NAME   CPU %   MEM USAGE / LIMIT   MEM %    HOST MEM   DISK USAGE / LIMIT   PIDS',
    '0123456789ab   dev    --      256MiB / 1.00GiB    25.00%   --         512KiB / 16.0GiB     7',
    '--             web    --      --                  --       --         --                   --',
    '',
  ]);
});

test('what a sandbox uses has the fields that a template can name, known or not', () => {
  const used = usedOf({ reference: '0123', stats, before: null });
  expect(Object.keys(used)).toEqual(usedFields);
  expect(used).toMatchObject({ Container: '0123', ID: stats.id, Name: 'dev', PIDs: '7' });
  const unknown = usedOf({ reference: '0123', stats: null, before: null });
  expect(unknown).toMatchObject({ Container: '0123', ID: '--', Name: '0123', PIDs: '--' });
});

const stopped = [{ reference: 'web', stats: null, before: null }];

test('statistics are a table, everything as it is, a line of JSON each, or follow a template', () => {
  expect(readingsShown(stopped, { kind: 'table' }, false)).toMatch(/^ID .*PIDS\n-- +web( +--){6}\n$/);
  expect(readingsShown(stopped, { kind: 'json' }, false)).toBe(`${JSON.stringify(stopped[0])}\n`);
  expect(JSON.parse(readingsShown(stopped, parseFormat('json'), false))).toMatchObject({ Name: 'web', CPUPerc: '--' });
  expect(readingsShown(stopped, parseFormat('{{.Container}}: {{.CPUPerc}}'), false)).toBe('web: --\n');
});

test('a table that is live takes the place of the one before, and JSON does not', () => {
  const start = '\u001b[H\u001b[J';
  expect(readingsShown(stopped, { kind: 'table' }, true).startsWith(start)).toBe(true);
  expect(readingsShown(stopped, parseFormat('{{.Name}}'), true)).toBe(`${start}web\n`);
  expect(readingsShown(stopped, { kind: 'json' }, true)).not.toContain('\u001b');
});
