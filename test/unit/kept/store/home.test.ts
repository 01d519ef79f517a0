import { expect, test } from 'vitest';
import { homeAt } from '../../../../daemon/kept/store/home.js';

test('everything of a sandbox lies in its own directory', () => {
  const { id, path, ...files } = homeAt('/state/sandboxes', 'aaaaaaaaaaaa');
  expect([id, path]).toEqual(['aaaaaaaaaaaa', '/state/sandboxes/aaaaaaaaaaaa']);
  expect(Object.values(files).every((file) => file.startsWith(`${path}/`))).toBe(true);
  expect(new Set(Object.values(files)).size).toBe(Object.values(files).length);
});
