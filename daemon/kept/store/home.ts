import { join } from 'node:path';

/** The directory of one kept sandbox, which holds everything of it that outlives its machine. */
export interface Home {
  readonly id: string;
  readonly path: string;
  /** What it is, in JSON; what the database says of it can be made again of this. */
  readonly definition: string;
  /** Its writable layer: a sparse file with an ext4. */
  readonly disk: string;
  /** The head of the console of its latest machine that ended. */
  readonly console: string;
  /** Which machine was under it last. */
  readonly machine: string;
  /** Screens and logs of its sessions. */
  readonly sessions: string;
}

/** The paths of the sandbox with that id. @param sandboxes the directory of all of them */
export function homeAt(sandboxes: string, id: string): Home {
  const path = join(sandboxes, id);
  const file = (name: string): string => join(path, name);
  return {
    id,
    path,
    definition: file('sandbox.json'),
    disk: file('disk.img'),
    console: file('console.log'),
    machine: file('machine.json'),
    sessions: file('sessions'),
  };
}
