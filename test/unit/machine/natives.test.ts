import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileIdentity, findNatives } from '../../../daemon/machine/natives.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

test('the native parts are found in their directory', () => {
  const at = scratch();
  for (const name of ['bellglass-vmm', 'bellglass-virtiofsd', 'bellglass-fs', 'vmlinux', 'initramfs.cpio'])
    writeFileSync(`${at}/${name}`, '');
  expect(findNatives({ BELLGLASS_NATIVE: at })).toEqual({
    vmm: `${at}/bellglass-vmm`,
    virtiofsd: `${at}/bellglass-virtiofsd`,
    fs: `${at}/bellglass-fs`,
    kernel: `${at}/vmlinux`,
    initramfs: `${at}/initramfs.cpio`,
  });
});

test('one that is missing is named', async () => {
  const at = scratch();
  expect((await expectFailure('native_missing', () => findNatives({ BELLGLASS_NATIVE: at }))).data).toEqual({
    path: `${at}/bellglass-vmm`,
  });
});

test('a file that was written again is another', () => {
  const path = `${scratch()}/file`;
  writeFileSync(path, 'one');
  const before = fileIdentity(path);
  expect(fileIdentity(path)).toBe(before);
  writeFileSync(path, 'other');
  expect(fileIdentity(path)).not.toBe(before);
});
