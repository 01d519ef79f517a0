import { describe, expect, test } from 'vitest';
import { parseUser } from '../../../../daemon/cli/arguments/user.js';

describe('a user', () => {
  test.each(['alice', 'root', '1000', '1000:1000', 'alice:staff', '_apt'])('%s is taken as it is', (user) => {
    expect(parseUser(user)).toBe(user);
  });

  test.each(['', ':', 'alice:', ':staff', 'a b', 'a:b:c', 'a\nb', 'a'.repeat(257)])('%j is refused', (user) => {
    expect(() => parseUser(user)).toThrow(/is no user; give a name, a uid, or uid:gid/);
  });
});
