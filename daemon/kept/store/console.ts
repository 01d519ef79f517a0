import { open } from 'node:fs/promises';

/** The vmm keeps no more of a console; a longer file is not its. In bytes. */
const longest = 1024 * 1024;

/** The head of a file as text; null when it cannot be read. */
export async function readHead(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(longest), 0, longest, 0);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
