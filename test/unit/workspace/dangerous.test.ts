import { expect, test } from 'vitest';
import { broadness, reservedFor } from '../../../daemon/workspace/dangerous.js';

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
