import { expect, test } from 'vitest';
import {
  byCommand,
  examine,
  inWords,
  lineOf,
  missing,
  ok,
  quoted,
  warning,
  type Check,
} from '../../../daemon/doctor/check.js';
import { doctorLine } from '../../../daemon/protocol/doctor.js';
import { doctorContext } from '../../helpers/doctor.js';

/** A check that looks so. */
const checkOf = (look: Check['look']): Check => ({ id: 'thing', title: 'a thing', look });

test('a check’s lines are what it found, with what it was told', async () => {
  const context = doctorContext();
  const check = checkOf(async ({ paths }) => await Promise.resolve([lineOf('thing', 'a thing', ok(paths.state))]));
  expect(await examine(check, context, 1000)).toEqual([
    { id: 'thing', title: 'a thing', state: 'ok', detail: context.paths.state, repair: null, command: null },
  ]);
});

test('a check that throws is a line with its reason', async () => {
  const check = checkOf(async () => await Promise.reject(new Error('the disk is on fire')));
  const detail = 'it could not be looked at: the disk is on fire';
  expect(await examine(check, doctorContext(), 1000)).toEqual([
    { id: 'thing', title: 'a thing', state: 'warning', detail, repair: null, command: null },
  ]);
});

test('a check that throws before it waits is a line too', async () => {
  const check = checkOf(() => {
    throw new Error('at once');
  });
  expect((await examine(check, doctorContext(), 1000))[0]).toMatchObject({ state: 'warning' });
});

test('a check that never answers is a line when its time is up', async () => {
  const check = checkOf(async () => await new Promise(() => undefined));
  const detail = 'it could not be looked at: no answer within 0.05 s';
  expect(await examine(check, doctorContext(), 50)).toMatchObject([{ state: 'warning', detail }]);
});

test('what is longer than a report takes is cut, never refused', () => {
  const line = lineOf('thing', 'a thing', missing('x'.repeat(10_000), inWords('y'.repeat(10_000))));
  expect(doctorLine.parse(line)).toEqual(line);
  expect(line.detail).toHaveLength(4096);
});

test('a command is told whole beside the words around it, or not at all', () => {
  const repair = byCommand('sudo mend it', ['Run "', '", then look again.']);
  expect(lineOf('thing', 'a thing', missing('broken', repair))).toMatchObject({
    repair: 'Run "sudo mend it", then look again.',
    command: 'sudo mend it',
  });
  expect(byCommand('mend')).toEqual({ words: 'mend', command: 'mend' });
  const long = lineOf('thing', 'a thing', missing('broken', byCommand(`rm ${'x'.repeat(5000)}`)));
  expect(doctorLine.parse(long)).toMatchObject({ command: null });
});

test('only what works perfectly needs nothing', () => {
  expect([ok('a'), warning('b', inWords('do')), missing('c', null)]).toEqual([
    { state: 'ok', detail: 'a', repair: null, command: null },
    { state: 'warning', detail: 'b', repair: 'do', command: null },
    { state: 'missing', detail: 'c', repair: null, command: null },
  ]);
});

test('a path in a command is one word of a shell', () => {
  expect(quoted('/home/a.b/c-d_e')).toBe('/home/a.b/c-d_e');
  expect(quoted('/tmp/a b')).toBe(`'/tmp/a b'`);
  expect(quoted(`/tmp/it's;rm`)).toBe(`'/tmp/it'\\''s;rm'`);
});
