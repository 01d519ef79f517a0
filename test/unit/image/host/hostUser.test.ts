import { expect, test } from 'vitest';
import { hostUser, nobody, root } from '../../../../daemon/image/host/hostUser.js';

test('the guest’s user has the ids of the host’s, and a name and a home that a passwd file can hold', () => {
  const user = hostUser();
  expect([user.uid, user.gid]).toEqual([process.getuid?.(), user.uid === 0 ? 0 : process.getgid?.()]);
  expect(user.name).toMatch(/^[a-z_][a-z0-9_.-]*$/i);
  expect(user.home).toMatch(/^\/[^:\n]*$/);
});

test('root is root, and nobody can write his home', () => {
  expect(root).toEqual({ name: 'root', uid: 0, gid: 0, home: '/root' });
  expect(nobody.home).toBe('/tmp');
});
