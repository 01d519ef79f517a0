import { describe, expect, test } from 'vitest';
import { outputLines, programRows } from '../../../../../daemon/cli/reviews/shown/details.js';
import { detailsOf, program } from '../../../../helpers/pastRuns.js';

const programs = { programs: [program(['sh', '-c', 'make all'])], unlisted: 0, unread: 0, overrun: false };

describe('what was executed', () => {
  test('is how much it was, and the first of it', () => {
    const cc = program(['cc', '-c', 'a.c'], { count: 2000, cut: true });
    const details = { ...detailsOf(), programs: { ...programs, programs: [...programs.programs, cc] } };
    expect(programRows(details)).toEqual([
      ['Programs', '2,001 starts'],
      ['', "sh -c 'make all'"],
      ['', 'cc -c a.c ... (2,000 times)'],
    ]);
  });

  test('says what is not in the list', () => {
    const many = Array.from({ length: 9 }, (_, number) => program([String(number)]));
    const details = { ...detailsOf(), programs: { programs: many, unlisted: 2, unread: 1, overrun: true } };
    const [first, ...rest] = programRows(details);
    expect(first?.[1]).toBe('more than 12 starts, 2 not listed, 1 too short to be seen, the first 8, all with --json');
    expect(rest).toHaveLength(8);
  });

  test('may be unknown, or nothing', () => {
    expect(programRows(null)).toEqual([]);
    expect(programRows({ ...detailsOf(), programs: null })).toEqual([['Programs', '- (not known)']]);
  });
});

describe('what was written', () => {
  test('is shown with its last lines, each output under its name', () => {
    const lines = Array.from({ length: 12 }, (_, number) => `line ${String(number)}\n`).join('');
    const details = { ...detailsOf(lines), stderr: { head: 'oh\n', tail: '', omitted: 0 } };
    const shown = outputLines(details);
    expect(shown[0]).toBe('Output, the last lines (more with --json):');
    expect(shown.slice(1, 3)).toEqual(['  | line 2', '  | line 3']);
    expect(shown.slice(-2)).toEqual(['Errors:', '  | oh']);
  });

  test('is the end of it where the middle is missing, and commands no terminal', () => {
    const details = { ...detailsOf(), stdout: { head: 'first', tail: 'x\u001b[2J\n', omitted: 5 } };
    expect(outputLines(details)).toEqual(['Output, the last lines (more with --json):', '  | x\ufffd[2J']);
    expect([outputLines(null), outputLines(detailsOf(''))]).toEqual([[], []]);
  });
});
