import type { GuestUser } from '../image.js';
import { nobody, root } from './hostUser.js';

/** /etc/passwd with root, nobody and the user. */
export function passwdText(user: GuestUser): string {
  const line = (who: GuestUser, shell: string): string =>
    `${who.name}:x:${String(who.uid)}:${String(who.gid)}::${who.home}:${shell}\n`;
  const others = [root, nobody].filter((who) => who.uid !== user.uid && who.name !== user.name);
  return [
    line(user, '/bin/sh'),
    ...others.map((who) => line(who, who === root ? '/bin/sh' : '/usr/sbin/nologin')),
  ].join('');
}

/** /etc/group with the groups of those users, and the terminals'. */
export function groupText(user: GuestUser): string {
  const groups: [string, number][] = [
    ['root', 0],
    ['tty', 5],
    ['nogroup', nobody.gid],
  ];
  if (!groups.some(([, gid]) => gid === user.gid)) groups.push([user.name, user.gid]);
  return groups.map(([name, gid]) => `${name}:x:${String(gid)}:\n`).join('');
}

/** The small files of /etc that are the same everywhere. There is no network: names beyond /etc/hosts are refused at once. */
export const fixedTexts: Readonly<Record<string, string>> = {
  hosts: '127.0.0.1\tlocalhost bellglass\n::1\tlocalhost ip6-localhost ip6-loopback\n',
  'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n',
  shells: '/bin/sh\n/bin/bash\n',
  profile: 'export PATH="${PATH:-/usr/local/bin:/usr/bin:/bin}"\n',
  hostname: 'bellglass\n',
};
