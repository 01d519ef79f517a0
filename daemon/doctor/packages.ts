import { byCommand, inWords, type Repair } from './check.js';

/** What the host may lack: the name of its package for each package manager. */
const packages = {
  qemu: {
    apt: 'qemu-system-x86',
    dnf: 'qemu-system-x86-core',
    pacman: 'qemu-system-x86',
    zypper: 'qemu-x86',
    apk: 'qemu-system-x86_64',
  },
  e2fsprogs: { apt: 'e2fsprogs', dnf: 'e2fsprogs', pacman: 'e2fsprogs', zypper: 'e2fsprogs', apk: 'e2fsprogs' },
} as const;

/** What may have to be installed. */
export type Wanted = keyof typeof packages;

const managers = {
  apt: { families: ['debian', 'ubuntu'], install: 'sudo apt install' },
  dnf: { families: ['fedora', 'rhel', 'centos'], install: 'sudo dnf install' },
  pacman: { families: ['arch'], install: 'sudo pacman -S' },
  zypper: { families: ['suse', 'opensuse'], install: 'sudo zypper install' },
  apk: { families: ['alpine'], install: 'sudo apk add' },
} as const;

/**
 * How it is installed on the distribution that the file describes: by a command, or in words where that is not known.
 * @param osRelease the content of /etc/os-release; null when there is none
 */
export function installCommand(osRelease: string | null, wanted: Wanted): Repair {
  const families = ['ID', 'ID_LIKE'].flatMap((key) => valueOf(osRelease ?? '', key).split(/\s+/));
  for (const family of families) {
    for (const manager of ['apt', 'dnf', 'pacman', 'zypper', 'apk'] as const) {
      const { install, families: known } = managers[manager];
      if (known.some((name) => family === name || family.startsWith(`${name}-`)))
        return byCommand(`${install} ${packages[wanted][manager]}`);
    }
  }
  const name = wanted === 'qemu' ? 'QEMU (qemu-system-x86_64)' : wanted;
  return inWords(`Install ${name} with your distribution's packages.`);
}

function valueOf(osRelease: string, key: string): string {
  const line = osRelease.split('\n').find((one) => one.startsWith(`${key}=`)) ?? '';
  return line
    .slice(key.length + 1)
    .trim()
    .replace(/^["']|["']$/g, '')
    .toLowerCase();
}
