import { createHash } from 'node:crypto';

/** How a repository names its objects. */
export type ObjectFormat = 'sha1' | 'sha256';

/** How long an object's name is, in hexadecimal digits. */
export const idLength: Readonly<Record<ObjectFormat, number>> = { sha1: 40, sha256: 64 };

/** The name that git gives to a file's content, in hexadecimal. */
export function blobId(content: Buffer, format: ObjectFormat = 'sha1'): string {
  return createHash(format)
    .update(`blob ${String(content.length)}\0`)
    .update(content)
    .digest('hex');
}
