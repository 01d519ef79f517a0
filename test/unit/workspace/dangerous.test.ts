import { expect, test } from 'vitest';
import { broadness, privateTo, reservedFor } from '../../../daemon/workspace/dangerous.js';

test.each([
  ['/', 'root'],
  ['/home/alice', 'home'],
  ['/home', 'aboveHome'],
  ['/home/alice/p', null],
  ['/home/alice2', null],
  ['/srv', null],
])('%s is %s', (path, what) => {
  expect(broadness(path, '/home/alice')).toBe(what);
});

test.each([
  ['/', '/'],
  ['/proc', '/proc'],
  ['/proc/self', '/proc'],
  ['/dev/shm/x', '/dev'],
  ['/etc/x', '/etc'],
  ['/usr', '/usr'],
  ['/usr/lib/x', '/usr'],
  ['/tmp', '/tmp'],
  ['/run', '/run'],
  ['/usr/src/app', null],
  ['/usr/local/src/app', null],
  ['/tmp/p', null],
  ['/run/media/alice/stick', null],
  ['/etcetera', null],
  ['/home/alice/usr', null],
])('%s is reserved for %s', (path, reserved) => {
  expect(reservedFor(path)).toBe(reserved);
});

test.each([
  ['/home/a/.cache/bellglass', '/home/a/.cache/bellglass'],
  ['/home/a/.cache', '/home/a/.cache/bellglass'],
  ['/home/a/.cache/bellglass/x', '/home/a/.cache/bellglass'],
  ['/home/a/.cache/bellglass2', null],
  ['/home/a/p', null],
])('%s is private to %s', (path, own) => {
  expect(privateTo(path, ['/home/a/.cache/bellglass', '/run/user/1/bellglass'])).toBe(own);
});
