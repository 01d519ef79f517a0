import { readdirSync, readFileSync } from 'node:fs';

/** A process of a machine. */
export interface Part {
  readonly pid: number;
  readonly name: string;
  /** The leader of its session: the vmm. */
  readonly leader: number;
}

/**
 * Every process that a machine of these is made of, and every one whose vmm is gone: whose it was cannot be seen.
 * @param installation the directory that their vmm is in; other machines of this user are somebody else's
 */
export function machineParts(installation: string): Part[] {
  const own = String(process.getuid?.());
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const end = stat.lastIndexOf(')');
        const [state, , , session] = stat.slice(end + 2).split(' ');
        const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        const part = { pid: Number(name), name: stat.slice(stat.indexOf('(') + 1, end), leader: Number(session) };
        const counts = uid === own && state !== 'Z' && /^(bellglass-|qemu-system)/.test(part.name);
        return counts && isOwn(part.leader, installation) ? [part] : [];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

/** A zombie has no command line any more. */
function isOwn(vmm: number, installation: string): boolean {
  try {
    const command = readFileSync(`/proc/${String(vmm)}/cmdline`, 'latin1');
    return command === '' || command.startsWith(`${installation}/`);
  } catch {
    return true;
  }
}
