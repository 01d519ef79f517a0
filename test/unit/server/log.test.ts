import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Log } from '../../../daemon/server/log.js';
import { scratch } from '../../helpers/scratch.js';

test('an event is a line with its time, whatever is in it', () => {
  const path = `${scratch()}/log`;
  const log = new Log(path);
  log.write('one\ntwo');
  log.write('three');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/^\S+Z /, ''))).toEqual(['one two', 'three']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the log is bounded: two files of about a mebibyte', () => {
  const path = `${scratch()}/log`;
  const log = new Log(path);
  for (let i = 0; i < 600; i += 1) log.write('x'.repeat(8000));
  expect(statSync(path).size).toBeLessThan(1_100_000);
  expect(existsSync(`${path}.1`)).toBe(true);
});

test('a log that cannot be written ends nobody’s run', () => {
  new Log('/nonexistent/log').write('x');
});
