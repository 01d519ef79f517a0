import { beforeAll, describe, expect, test } from 'vitest';
import { driveDevice, layBait, outcomesIn, snapshotOf } from '../helpers/guest/hostileDevice.js';
import type { Ended } from '../helpers/session/command.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const outside = () => `${session.directory}/outside`;
const snapshot = (): string => snapshotOf(outside(), session.workspace);
const outcomes = (pattern: RegExp): string[] => outcomesIn(said, pattern);
let said = '';
let before = '';
let control: Ended;

beforeAll(async () => {
  layBait(session, outside());
  control = await session.host('sh', [
    '-c',
    'cat "$0"/../outside/secret && echo x >"$1"/mine && rm "$1"/mine',
    session.workspace,
    outside(),
  ]);
  before = snapshot();
});

// The server that hides takes single names only, before anything else is asked; of the one that does not the walls around it are all there is.
describe.each([
  { mode: 'readonly', path: 'EINVAL' },
  { mode: 'mounted', path: 'done' },
] as const)('a guest root that drives the virtio-fs device of what is $mode itself', ({ mode, path }) => {
  beforeAll(async () => {
    said = await driveDevice(session, outside(), mode);
  });

  test('positive control: gets answers, and the content of a file inside the share', () => {
    expect(said, said).toContain('ASKED init : done');
    expect(said).toContain('READ inside: readable inside');
    expect(said).toContain(`ASKED lookup ./inside: ${path}`);
    expect(said).toContain('END');
    expect(outcomes(/no answer$/)).toEqual([]);
  });

  test('positive control: the same user reads and changes what it asks for, on the host', () => {
    expect(control).toMatchObject({ status: 0, stdout: 'host secret\n' });
  });

  test('reads nothing outside the share', () => {
    expect(said).not.toContain('host secret');
    expect(said.match(/^READ .*/gm)?.every((line) => line.startsWith('READ inside:'))).toBe(true);
    for (const outcome of outcomes(/^ASKED (lookup|open) .*(outside|proc|passwd|kernel)/))
      expect(outcome).toMatch(/^(ENOENT|EACCES|EINVAL|EPERM|ENOTDIR)$/);
    expect(outcomes(/^ASKED lookup .*(outside|proc|passwd|kernel)/).length).toBe(7);
  });

  test('changes nothing, outside or inside, metadata included', () => {
    const changing =
      /^ASKED (open for writing|write|chmod|chown|utimes|truncate|setxattr|link|create|mknod|mkdir|symlink|rename|unlink) (\+s )?/;
    for (const outcome of outcomes(changing))
      expect(outcome).toMatch(/^(EROFS|ENOENT|EACCES|EPERM|EINVAL|ENOTDIR|ELOOP|ENOSYS|EOPNOTSUPP)$/);
    expect(outcomes(changing).length).toBeGreaterThan(15);
    expect(snapshot()).toBe(before);
  });
});
