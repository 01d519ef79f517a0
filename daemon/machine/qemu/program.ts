import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

const name = process.arch === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64';
/**
 * Where distributions put it, and the jail finds its libraries. PATH has no say: npx and virtual environments put directories of the
 * repository on it, whose own "QEMU" would run on this machine instead of in a guest.
 */
const usualPlaces = ['/usr/bin', '/usr/local/bin', '/usr/libexec'];

/** QEMU's program on this machine; null when there is none. */
export async function findQemu(places: readonly string[] = usualPlaces): Promise<string | null> {
  for (const place of places) {
    const program = join(place, name);
    try {
      await access(program, constants.X_OK);
      return program;
    } catch {
      // The next place may have it.
    }
  }
  return null;
}

/** The name of the program that is looked for. */
export const qemuProgramName = name;
