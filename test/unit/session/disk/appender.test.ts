import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Appender } from '../../../../daemon/session/disk/appender.js';
import { scratch } from '../../../helpers/scratch.js';

test('a file is made for its user alone, and gone on with', () => {
  const path = `${scratch()}/file`;
  const first = Appender.open(path, null);
  expect(first.append(Buffer.from('one'))).toBe(true);
  first.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const second = Appender.open(path, 2);
  expect(second.size).toBe(2);
  second.append(Buffer.from('two'));
  second.close();
  expect(readFileSync(path, 'utf8')).toBe('ontwo');
});

test('what cannot be written is not there, and is said', () => {
  const full = Appender.open('/dev/full', null);
  expect(full.append(Buffer.from('x'))).toBe(false);
  expect(full.size).toBe(0);
  full.close();
  const directory = scratch();
  writeFileSync(`${directory}/file`, '');
  expect(() => Appender.open(`${directory}/file/below`, null)).toThrow('ENOTDIR');
});
