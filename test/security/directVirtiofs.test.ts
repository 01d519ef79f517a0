import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { driveDevice, layBait, outcomesIn, snapshotOf } from '../helpers/guest/hostileDevice.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const outside = () => `${session.directory}/outside`;
let said = '';
let before = '';

beforeAll(async () => {
  layBait(session, outside());
  before = snapshotOf(outside());
  said = await driveDevice(session, outside(), 'direct');
});

const changing =
  /^ASKED (open for writing|write|chmod|chown|utimes|truncate|setxattr|link|create|mknod|mkdir|symlink|rename|unlink) (\+s )?/;

describe('a guest root that drives the device of a direct workspace itself', () => {
  test('positive control: gets answers, and changes what is inside', () => {
    expect(said, said).toContain('ASKED init : done');
    expect(said).toContain('END');
    for (const what of ['open for writing', 'write', 'chmod', 'utimes', 'truncate', 'setxattr'])
      expect(said).toContain(`ASKED ${what} inside: done`);
    expect(said).toContain('ASKED create new: done');
    expect(statSync(`${session.workspace}/new`).uid).toBe(session.account.uid);
    expect(readFileSync(`${session.workspace}/inside`, 'utf8')).not.toContain('readable inside');
  });

  test('positive control: what it must not change shows a change', () => {
    chmodSync(`${outside()}/secret`, 0o600);
    expect(snapshotOf(outside())).not.toBe(before);
    chmodSync(`${outside()}/secret`, 0o666);
  });

  test('makes nothing setuid, and gives nothing away', () => {
    expect(outcomesIn(said, /^ASKED (chmod \+s|create \+s|chown) (inside|newer)/)).toEqual([
      'EPERM',
      expect.stringMatching(/^(EINVAL|EPERM)$/),
      'EPERM',
    ]);
    expect(existsSync(`${session.workspace}/newer`)).toBe(false);
    const { mode, uid, gid } = statSync(`${session.workspace}/inside`);
    expect([mode & 0o7000, uid, gid]).toEqual([0, session.account.uid, session.account.gid]);
  });

  test('reads nothing outside', () => {
    expect(said).not.toContain('host secret');
    expect(outcomesIn(said, /^ASKED lookup .*(outside|proc|passwd|kernel)/).length).toBe(7);
    for (const outcome of outcomesIn(said, /^ASKED (lookup|open) .*(outside|proc|passwd|kernel)/))
      expect(outcome).toMatch(/^(ENOENT|EACCES|EINVAL|EPERM|ENOTDIR)$/);
  });

  test('changes nothing outside, by any name: mode, owner, times, extended attributes, links', () => {
    const others = outcomesIn(said, new RegExp(`${changing.source}.*(outside|proc|passwd|kernel)`));
    expect(others.length).toBeGreaterThan(5);
    for (const outcome of others) expect(outcome).toMatch(/^(ENOENT|EACCES|EPERM|EINVAL|ENOTDIR|EROFS)$/);
    // Times of the control's own chmod apart, everything is as before.
    const withoutChange = (text: string): string => text.replaceAll(/^(\S+\/secret (?:\S+ ){6})\S+ /gm, '$1');
    expect(withoutChange(snapshotOf(outside()))).toBe(withoutChange(before));
  });
});
