import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { until } from '../waiting.js';
import { mortal } from './mortal.js';

/** The C one of Debian 12's QEMU; newer systems have the Rust one. */
const servers = [
  {
    program: '/usr/lib/qemu/virtiofsd',
    args: ['-o', 'source=/', '-o', 'sandbox=chroot', '-o', 'cache=auto', '-o', 'xattr', '--thread-pool-size=4'],
  },
  {
    program: '/usr/libexec/virtiofsd',
    args: ['--shared-dir', '/', '--sandbox', 'none', '--cache', 'auto', '--xattr', '--thread-pool-size', '4'],
  },
];

/** Serves the host's tree on a socket; the server ends with its one client. */
export async function serveHost(socket: string): Promise<() => void> {
  const server = servers.find(({ program }) => existsSync(program));
  if (server === undefined) throw new Error('no virtiofsd for the rig: install QEMU’s (Debian) or virtiofsd (Ubuntu)');
  const child = spawn(...mortal(server.program, [`--socket-path=${socket}`, ...server.args]), { stdio: 'ignore' });
  await until({ what: 'the rig’s file server', milliseconds: 10_000 }, () => existsSync(socket));
  return () => {
    child.kill('SIGKILL');
  };
}
