import { expect, test } from 'vitest';
import { blankRecord } from '../../../../daemon/protocol/record/blankRecord.js';
import { runRecord } from '../../../../daemon/protocol/run.js';
import { requestOf } from '../../../helpers/daemon/request.js';

test('a run of which nothing has come has a record like any other, without claims', () => {
  const record = blankRecord(requestOf(['echo', 'hi']), '', '2026-01-01T00:00:00.000Z');
  expect(runRecord.parse(record)).toEqual(record);
  expect(record).toMatchObject({ command: ['echo', 'hi'], status: 125, outcome: 'failed', exitCode: null, walls: [] });
});

test('the record of a file names the file and its arguments', () => {
  const command = { kind: 'file', path: '/p/x.py', args: ['a'], content: null } as const;
  const request = { ...requestOf([]), command: { ...command, args: [...command.args] } };
  expect(blankRecord(request, 'id', '').command).toEqual(['/p/x.py', 'a']);
});
