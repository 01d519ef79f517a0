import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { blankRecord } from '../../../../daemon/protocol/record/blankRecord.js';
import type { RunRecord } from '../../../../daemon/protocol/run.js';
import { requestOf } from '../../../helpers/daemon/request.js';
import { endingOf, spent } from '../../../../src/run/ending.js';

vi.mock('vscode', async () => await import('../../../helpers/vscode/l10n.js'));

const good: RunRecord = {
  ...blankRecord(
    requestOf(['true'], { workspace: { path: '/w', mode: 'readonly' } }),
    '0123456789abcdef',
    '2026-01-01T00:00:00.000Z',
  ),
  hypervisor: 'qemu',
  kernel: '6.12.109',
  outcome: 'exited',
  exitCode: 0,
  status: 0,
  timings: { accepted: 0, spawned: 1, agent: 2, booted: 3, started: 1000, firstOutput: null, ended: 2250 },
};
const said = (record: RunRecord): string[] => endingOf(record).map((line) => stripVTControlCharacters(line));

describe('how a run ended', () => {
  test('is its exit code, its time without the boot, the kernel it ran under and how it saw the folder', () => {
    expect(said(good)).toEqual(['Exit code 0 after 1.3 s · microVM (qemu), Linux 6.12.109 · folder: read-only']);
  });

  test.each([
    [{ outcome: 'exited', exitCode: 3, status: 3 }, /^Exit code 3 /],
    [{ outcome: 'signalled', exitCode: null, signal: 15, status: 143 }, /^Ended by signal 15 \(exit code 143\)/],
    [{ outcome: 'cancelled', exitCode: null }, /^Stopped /],
    [{ outcome: 'timedOut', exitCode: null, status: 124 }, /^Its time was up /],
  ] as const)('%j', (changes, line) => {
    expect(said({ ...good, ...changes }).at(-1)).toMatch(line);
  });

  test.each([
    ['none', 'none'],
    ['direct', 'direct'],
    ['readonly', 'read-only'],
  ] as const)('with the mode %s says how the folder was seen: %s', (mode, word) => {
    expect(said({ ...good, mode }).at(-1)).toMatch(new RegExp(` · folder: ${word}$`));
  });

  test('has no time when it is not known', () => {
    expect(said({ ...good, timings: { ...good.timings, ended: null } })[0]).toMatch(/^Exit code 0 · /);
  });

  test('says first what went wrong, and shows no control character of a guest', () => {
    const lines = endingOf({
      ...good,
      outcome: 'failed',
      kernel: null,
      hypervisor: null,
      error: { code: 'image_not_available', data: { image: 'alpine' } },
      console: 'panic\u001b]0;owned\u0007\n',
    });
    expect(stripVTControlCharacters(lines[0] ?? '')).toMatch(/"alpine" is not available/);
    expect(lines.join('\n')).not.toContain('\u001b]');
    expect(stripVTControlCharacters(lines.at(-1) ?? '')).toMatch(/^It did not run/);
  });

  test('names the setting that gives more memory, and no option of the command line', () => {
    const lines = said({ ...good, outOfMemory: true, outcome: 'signalled', signal: 9, exitCode: null });
    expect(lines[0]).toContain('bellglass.memoryMiB');
    expect(lines.join()).not.toContain('--');
  });

  test('says what to do about an error in the words of the editor', () => {
    const error = { code: 'memory_beyond_host', data: { requestedMiB: 9000, hostMiB: 4096 } } as const;
    const [line] = said({ ...good, outcome: 'failed', exitCode: null, error });
    expect(line).toMatch(/Ask for less with the setting bellglass\.memoryMiB\.$/);
  });

  test('tells of walls that this host lacks', () => {
    const walls: RunRecord['walls'] = [{ wall: 'landlock', state: 'missing', detail: 'the kernel has none' }];
    expect(said({ ...good, walls }).join()).toContain('landlock (the kernel has none)');
  });
});

test.each([
  [0, '0.0 s'],
  [1240, '1.2 s'],
  [59_900, '59.9 s'],
  [61_000, '1 min 1 s'],
])('%d ms are %s', (milliseconds, text) => {
  expect(spent(milliseconds)).toBe(text);
});
