import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const name = process.arch === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64';
/** Where it is looked for after PATH: a daemon may have been started with a bare one. */
const usualPlaces = ['/usr/bin', '/usr/local/bin', '/usr/libexec'];

/** QEMU's program on this machine; null when there is none. */
export async function findQemu(path = process.env['PATH'] ?? ''): Promise<string | null> {
  const places = [...path.split(delimiter).filter((place) => place.startsWith('/')), ...usualPlaces];
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
