import { describe, expect, test } from 'vitest';
import { installCommand } from '../../../daemon/doctor/packages.js';

describe('the command that installs QEMU', () => {
  test.each([
    ['Debian', 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n', 'sudo apt install qemu-system-x86'],
    ['Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'sudo apt install qemu-system-x86'],
    ['Fedora', 'ID=fedora\n', 'sudo dnf install qemu-system-x86-core'],
    ['Rocky', `ID="rocky"\nID_LIKE="rhel centos fedora"\n`, 'sudo dnf install qemu-system-x86-core'],
    ['Arch', 'ID=arch\n', 'sudo pacman -S qemu-system-x86'],
    ['openSUSE', `ID='opensuse-tumbleweed'\nID_LIKE='opensuse suse'\n`, 'sudo zypper install qemu-x86'],
    ['Alpine', 'ID=alpine\n', 'sudo apk add qemu-system-x86_64'],
  ])('on %s is its package manager’s', (_name, osRelease, command) => {
    expect(installCommand(osRelease, 'qemu')).toEqual({ words: command, command });
  });

  test.each([
    ['an unknown distribution', 'ID=plan9\n'],
    ['a file that says nothing', ''],
    ['no file', null],
    ['a comment that names one', '# ID=debian\n'],
  ])('with %s is words', (_name, osRelease) => {
    const { words, command } = installCommand(osRelease, 'qemu');
    expect(words).toMatch(/^Install QEMU \(qemu-system-x86_64\) with/);
    expect(command).toBeNull();
  });
});

test('e2fsprogs has its own name', () => {
  expect(installCommand('ID=ubuntu', 'e2fsprogs').command).toBe('sudo apt install e2fsprogs');
  expect(installCommand(null, 'e2fsprogs').words).toMatch(/^Install e2fsprogs with/);
});
