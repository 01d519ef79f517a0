import { truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fullOf } from '../../../daemon/review/full.js';
import { scratch } from '../../helpers/scratch.js';

test('a disk of changes is full when nothing more can be written, or no more files be made, and its size is told', async () => {
  const disk = `${scratch()}/disk`;
  writeFileSync(disk, '');
  truncateSync(disk, 64 * 1024 * 1024);
  expect(await fullOf({ availableKiB: 0, files: 100 }, disk)).toEqual({ of: 'bytes', sizeMiB: 64 });
  expect(await fullOf({ availableKiB: 1023, files: 100 }, disk)).toEqual({ of: 'bytes', sizeMiB: 64 });
  expect(await fullOf({ availableKiB: 50_000, files: 0 }, disk)).toEqual({ of: 'files', sizeMiB: 64 });
  expect(await fullOf({ availableKiB: 1024, files: 1 }, disk)).toBeNull();
  expect(await fullOf(null, disk)).toBeNull();
});
