import { beforeAll, describe, expect, test } from 'vitest';
import { layBait, outcomesIn, snapshotOf } from '../../helpers/guest/hostileDevice.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const outside = () => `${session.directory}/outside`;
const snapshot = (): string => snapshotOf(outside(), session.workspace);
let said = '';
let before = '';

beforeAll(async () => {
  layBait(session, outside());
  session.write('keys/id_rsa', 'secret key\n');
  session.write('large.bin', Buffer.alloc(2_000_000, 1));
  before = snapshot();
  const script = `cp hostile /tmp/hostile; cd /; tag=$(awk '$2 == "/run/bellglass/review/folder" {print $1}' /proc/mounts)
    umount -l "$OLDPWD" /run/bellglass/review/folder; exec /tmp/hostile "$tag" '${outside()}'`;
  said = (await session.sh(script, ['--user', 'root'])).stdout;
});

describe('a guest root that drives the device of a review’s share itself', () => {
  test('positive control: gets answers', () => {
    expect(said).toContain('ASKED init : done');
    expect(said).toContain('END');
  });

  test('reads nothing outside of what is shared, and nothing hidden', () => {
    expect(said).not.toMatch(/host secret|secret key/);
    for (const outcome of outcomesIn(said, /^ASKED (lookup|open) .*(outside|proc|passwd|kernel)/))
      expect(outcome).toMatch(/^(ENOENT|EACCES|EINVAL|EPERM|ENOTDIR)$/);
  });

  test('changes nothing, outside or inside, metadata included', () => {
    const changing =
      /^ASKED (open for writing|write|chmod|chown|utimes|truncate|setxattr|link|create|mknod|mkdir|symlink|rename|unlink) (\+s )?/;
    for (const outcome of outcomesIn(said, changing))
      expect(outcome).toMatch(/^(EROFS|ENOENT|EACCES|EPERM|EINVAL|ENOTDIR|ELOOP|ENOSYS|EOPNOTSUPP)$/);
    expect(outcomesIn(said, changing).length).toBeGreaterThan(10);
    expect(snapshot()).toBe(before);
  });
});
