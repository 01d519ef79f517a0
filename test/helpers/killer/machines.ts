import { readdirSync, readFileSync } from 'node:fs';

/** A process of a machine. */
export interface Part {
  readonly pid: number;
  readonly name: string;
  /** The leader of its session: the vmm. */
  readonly leader: number;
}

/** Every process of this user that a machine is made of, whosever it is. */
export function machineParts(): Part[] {
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
        return counts ? [part] : [];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}
