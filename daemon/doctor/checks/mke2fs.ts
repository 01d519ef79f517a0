import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, missing, ok, quoted, type Check, type Finding } from '../check.js';
import { installCommand } from '../packages.js';
import { ask, readText, type Said } from '../readings.js';

/** Where distributions put it; an ordinary user's PATH often lacks the first two. */
const usualPlaces = ['/usr/sbin', '/sbin', '/usr/bin', '/usr/local/sbin'];

/** What was seen of mke2fs. */
export interface Mke2fsFacts {
  /** null: there is none. */
  readonly program: string | null;
  readonly said: Said | null;
  readonly osRelease: string | null;
}

const title = 'mke2fs (disks of kept sandboxes)';

/** Whether the disks of kept sandboxes can be made. */
export const mke2fs: Check = {
  id: 'mke2fs',
  title,
  look: async () => [lineOf('mke2fs', title, judgeMke2fs(await lookAtMke2fs()))],
};

/** Looks at it. */
export async function lookAtMke2fs(places: readonly string[] = usualPlaces): Promise<Mke2fsFacts> {
  const osRelease = await readText('/etc/os-release');
  for (const place of places) {
    const program = join(place, 'mke2fs');
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return { program, said: await ask(program, ['-V']), osRelease };
  }
  return { program: null, said: null, osRelease };
}

/** What the facts mean. */
export function judgeMke2fs({ program, said, osRelease }: Mke2fsFacts): Finding {
  const install = installCommand(osRelease, 'e2fsprogs');
  if (program === null || said === null) return missing('mke2fs is not installed; no sandbox can be kept', install);
  const version = /mke2fs (\d\S*)/.exec(said.text)?.[1];
  if (said.problem === null && version !== undefined) return ok(`${version}, ${program}`);
  return missing(`${quoted(program)} does not work: ${said.problem ?? 'it says no version'}`, install);
}
