import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.js';
import { inWords, lineOf, missing, ok, warning, type Check, type Finding } from '../check.js';

/** Linux's numbers of file systems that are in memory: tmpfs and ramfs. */
const inMemory = [0x01021994, 0x858458f6];

/** What was seen of the directory of the sockets. */
export interface RuntimeFacts {
  readonly path: string;
  /** The kernel's number of its file system's kind. */
  readonly type: number;
  /** Bytes of the longest path of a socket in it. */
  readonly socketBytes: number;
}

const title = 'runtime directory';

/** Whether the directory of the sockets is as it should be. */
export const runtimeDirectory: Check = {
  id: 'runtime',
  title,
  look: async ({ paths }) => {
    const { type } = await statfs(paths.runtime);
    const socketBytes = Buffer.byteLength(join(paths.machines, 'deadbeef', 'agent.sock'));
    return [lineOf('runtime', title, judgeRuntime({ path: paths.runtime, type, socketBytes }))];
  },
};

/** What the facts mean. */
export function judgeRuntime({ path, type, socketBytes }: RuntimeFacts): Finding {
  const sockets = `sockets of ${String(socketBytes)} of ${String(limits.socketPath)} bytes`;
  if (socketBytes > limits.socketPath)
    return missing(`${path}: ${sockets}, which is too long`, inWords('Set XDG_RUNTIME_DIR to a shorter directory.'));
  if (inMemory.includes(type)) return ok(`${path}, in memory, ${sockets}`);
  return warning(
    `${path} is on a disk, where what a crash leaves outlives a restart of this machine; ${sockets}`,
    inWords('Log in so that XDG_RUNTIME_DIR is set (not by su), or set it to a directory of your own on a tmpfs.'),
  );
}
