import { expect, test } from 'vitest';
import { parentsWithin } from '../../../daemon/workspace/parents.js';

test('what lies between a directory and one in it is said from the outermost', () => {
  expect(parentsWithin('/home/alice/a/b/p', '/home/alice')).toEqual(['/home/alice/a', '/home/alice/a/b']);
});

test('nothing lies between a directory and what is right in it, or not in it at all', () => {
  expect(parentsWithin('/home/alice/p', '/home/alice')).toEqual([]);
  expect(parentsWithin('/home/alice', '/home/alice')).toEqual([]);
  expect(parentsWithin('/home/alicea/a/p', '/home/alice')).toEqual([]);
});
