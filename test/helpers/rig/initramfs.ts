import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const modules = ['virtio_pci', 'virtio_console', 'virtiofs', 'overlay', 'kvm_amd'];
const applets = ['sh', 'mount', 'umount', 'insmod', 'mkdir', 'cat', 'switch_root', 'echo'];

/** The newest kernel of the distribution's in /boot that has its modules here; Landlock is in it, which libkrunfw's kernel lacks. */
export function distributionKernel(): { version: string; image: string } {
  const versions = readdirSync('/boot').flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? []);
  const installed = versions.filter((version) => readdirSync('/lib/modules').includes(version)).sort();
  const version = installed.at(-1);
  if (version === undefined)
    throw new Error('no kernel in /boot has modules in /lib/modules: run scripts/setup.sh --tests');
  return { version, image: `/boot/vmlinuz-${version}` };
}

/** Packs busybox, the kernel's modules for virtio-fs and nested KVM, and `init`. */
export function packInitramfs(directory: string, version: string, init: string): string {
  const root = `${directory}/initramfs`;
  for (const name of ['', '/bin', '/mods', '/proc', '/sys', '/dev', '/root', '/lower', '/rw'])
    mkdirSync(`${root}${name}`);
  copyFileSync('/bin/busybox', `${root}/bin/busybox`);
  for (const applet of applets) symlinkSync('busybox', `${root}/bin/${applet}`);
  const order = new Set<string>();
  for (const module of modules) {
    const shown = execFileSync('/sbin/modprobe', ['-S', version, '--show-depends', module], { encoding: 'utf8' });
    for (const [, file = ''] of shown.matchAll(/^insmod (\S+)/gm)) order.add(file);
  }
  for (const file of order) copyFileSync(file, `${root}/mods/${basename(file)}`);
  writeFileSync(`${root}/mods/order`, `${[...order].map((file) => basename(file)).join('\n')}\n`);
  writeFileSync(`${root}/init`, init);
  chmodSync(`${root}/init`, 0o755);
  const archive = `${directory}/initramfs.cpio`;
  execFileSync('sh', ['-c', `find . | cpio -o -H newc >"$0"`, archive], { cwd: root, stdio: 'pipe' });
  return archive;
}
