import { expect, test } from 'vitest';
import { choose } from '../../../../../daemon/cli/reviews/interactive/keys.js';
import { talker } from './talker.js';

const keys = { y: 'yes', J: 'down', g: 'go' };

test.each([
  ['y', { key: 'y', rest: '' }],
  ['Y', { key: 'y', rest: '' }],
  ['J', { key: 'J', rest: '' }],
  ['g', { key: 'g', rest: '' }],
  ['g 3', { key: 'g', rest: '3' }],
  ['g3', { key: 'g', rest: '3' }],
])('%j is an answer', async (answer, chosen) => {
  expect(await choose('Do it', keys, talker(answer))).toEqual(chosen);
});

test.each(['yes', 'j', 'x', '?', 'ß'])('%j shows what the keys do, and the question again', async (answer) => {
  const talk = talker(answer, 'y');
  expect(await choose('Do it', keys, talk)).toEqual({ key: 'y', rest: '' });
  expect(talk.seen()).toBe('Do it [y,J,g,?]?\ny - yes\nJ - down\ng - go\n? - print help\nDo it [y,J,g,?]?\n');
});

test('an empty line asks again, and the end of the answers is one', async () => {
  const talk = talker('', '');
  expect(await choose('Do it', keys, talk)).toBeNull();
  expect(talk.questions).toHaveLength(3);
});

test('what an object has by itself is no key', async () => {
  expect(await choose('Do it', keys, talker('constructor', '__proto__'))).toBeNull();
});
