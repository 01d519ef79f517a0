import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOf, startOf, table } from '../../../../daemon/cli/show/table.js';
import { tries } from '../../../helpers/full.js';

describe('a table', () => {
  test('has columns as wide as their widest cell, and nothing at the end of a line', () => {
    expect(
      table(
        ['ID', 'NAME', 'STATUS'],
        [
          ['0123', 'dev', 'Up'],
          ['4', 'a-longer-name', ''],
        ],
      ),
    ).toBe('ID     NAME            STATUS\n0123   dev             Up\n4      a-longer-name\n');
  });

  test('without rows is its heads', () => {
    expect(table(['A', 'B'], [])).toBe('A   B\n');
  });

  test('has a line a row, whatever its cells hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), (rows) => {
        const text = table(['A', 'B'], rows);
        expect(text.split('\n')).toHaveLength(rows.length + 2);
        expect(text).not.toContain('\u001b');
      }),
      tries(),
    );
  });
});

test('the end of a text that is too long follows an ellipsis', () => {
  expect(endOf('/home/alice/project', 10)).toBe('…e/project');
  expect(endOf('short', 5)).toBe('short');
  expect(endOf('🙂🙂🙂', 2)).toBe('…🙂');
});

test('the beginning of a text that is too long has an ellipsis behind it', () => {
  expect(startOf('python3 -c print', 10)).toBe('python3 -…');
  expect(startOf('short', 5)).toBe('short');
  expect(startOf('🙂🙂🙂', 2)).toBe('🙂…');
});
