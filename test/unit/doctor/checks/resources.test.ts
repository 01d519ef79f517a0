import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { availableMiB, judgeMemory, judgeSettings, resources } from '../../../../daemon/doctor/checks/resources.js';
import { allowedBy } from '../../../../daemon/sandbox/budget.js';
import { doctorContext } from '../../../helpers/doctor.js';

const [total, used] = [
  { memoryMiB: 8192, cpus: 64 },
  { memoryMiB: 1024, cpus: 2 },
];

describe('memory', () => {
  test('is read as the kernel says it', () => {
    expect(availableMiB('MemTotal: 16384 kB\nMemAvailable:    2048 kB\n')).toBe(2);
    expect(availableMiB('MemTotal: 16384 kB\n')).toBeNull();
    expect(availableMiB(null)).toBeNull();
  });

  test('is fine while there is enough, and where nobody says', () => {
    const detail = '1024 of 8192 MiB are in use, 512 MiB are free on this machine';
    expect(judgeMemory(total, used, 512)).toEqual({ state: 'ok', detail, repair: null, command: null });
    expect(judgeMemory(total, used, null)).toMatchObject({ state: 'ok' });
  });

  test('is a warning when little is left', () => {
    expect(judgeMemory(total, used, 511)).toMatchObject({
      state: 'warning',
      detail: '1024 of 8192 MiB are in use, and only 511 MiB are free on this machine',
      repair: 'End other programs, stop sandboxes, or give them less memory.',
      command: null,
    });
  });
});

describe('the lines', () => {
  test('have what is used and what may be', async () => {
    const context = { ...doctorContext(), budget: { used } };
    const lines = await resources.look(context);
    const allowed = allowedBy({ totalMemoryMiB: null, totalCpus: null });
    expect(lines.map(({ id }) => id)).toEqual(['memory', 'cpus', 'settings']);
    expect(lines[0]?.detail).toContain(`1024 of ${String(allowed.memoryMiB)} MiB`);
    expect(lines[1]?.detail).toBe(`2 of ${String(allowed.cpus)} virtual CPUs are in use`);
    expect(lines[2]).toMatchObject({ state: 'ok', detail: context.paths.settings });
  });

  test('follow the settings', async () => {
    const context = doctorContext();
    mkdirSync(dirname(context.paths.settings), { recursive: true });
    writeFileSync(context.paths.settings, '{"totalMemoryMiB": 4096, "totalCpus": 5}');
    const details = (await resources.look(context)).map(({ detail }) => detail);
    expect(details[0]).toContain('0 of 4096 MiB');
    expect(details[1]).toBe('0 of 5 virtual CPUs are in use');
  });

  test('are all there when the settings are malformed', async () => {
    const context = doctorContext();
    mkdirSync(dirname(context.paths.settings), { recursive: true });
    writeFileSync(context.paths.settings, '{"totalMemory": 4096}');
    const lines = await resources.look(context);
    expect(lines.map(({ id }) => id)).toEqual(['memory', 'cpus', 'settings']);
    expect(lines[2]).toMatchObject({
      state: 'missing',
      detail: expect.stringMatching(/are malformed: .*"totalMemory"/) as string,
    });
  });
});

test('a fault of our own is none of the settings’', () => {
  expect(() => judgeSettings('/settings', new TypeError('oops'))).toThrow('oops');
});
