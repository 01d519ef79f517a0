import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSpace, makeDisk } from '../../../daemon/state/disk.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

describe('a disk', () => {
  test('is a sparse file with a whole ext4 of its size, for nobody else to read', async () => {
    const path = `${scratch()}/disk.img`;
    await makeDisk(path, 1024);
    const { size, blocks, mode } = statSync(path);
    expect(size).toBe(1024 * 1024 * 1024);
    expect(blocks * 512).toBeLessThan(64 * 1024 * 1024);
    expect(mode & 0o777).toBe(0o600);
    expect(execFileSync('/sbin/e2fsck', ['-fn', path], { encoding: 'utf8', stdio: 'pipe' })).toContain('/65536 files');
  });

  test('that is there already stays as it is', async () => {
    const path = `${scratch()}/disk.img`;
    writeFileSync(path, 'precious');
    expect(
      (
        await expectFailure('disk_failed', async () => {
          await makeDisk(path, 64);
        })
      ).data,
    ).toMatchObject({ path });
    expect(statSync(path).size).toBe('precious'.length);
  });

  test('is not begun where its directory is missing', async () => {
    const path = `${scratch()}/missing/disk.img`;
    await expectFailure('disk_failed', async () => {
      await makeDisk(path, 64);
    });
    expect(existsSync(path)).toBe(false);
  });

  // A small file system is mounted, which is root's right.
  test.skipIf(process.getuid?.() !== 0)('is not begun where there is no room, which is said with numbers', async () => {
    const at = scratch();
    const small = `${at}/small`;
    execFileSync('mkdir', [small]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small]);
    try {
      const { data } = await expectFailure('disk_space', async () => {
        await checkSpace(small, 1024);
      });
      expect(data).toEqual({ path: small, freeMiB: 8, neededMiB: 256 });
      await checkSpace(small, 8);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});
