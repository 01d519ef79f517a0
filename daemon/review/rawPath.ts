/** A path as the wire has it: text, or base64 of bytes that are not UTF-8. */
export type PathName = string | { readonly bytes: string };

/**
 * A path relative to the workspace, as a string of its bytes (latin1): every name has one, and equal ones are equal strings.
 * The workspace itself is the empty one.
 */
export type RawPath = string & { readonly raw: unique symbol };

/** The workspace itself. */
export const root = rawOf(Buffer.alloc(0));

/** Of a path as the wire has it. */
export function rawPath(name: PathName): RawPath {
  return rawOf(typeof name === 'string' ? Buffer.from(name) : Buffer.from(name.bytes, 'base64'));
}

/** Of a path's bytes. */
export function rawOf(bytes: Buffer): RawPath {
  return bytes.toString('latin1') as RawPath;
}

/** Its bytes, as the kernel takes them. */
export function bytesOf(path: RawPath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** As the wire has it. */
export function pathName(path: RawPath): PathName {
  const bytes = bytesOf(path);
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : { bytes: bytes.toString('base64') };
}

/** The entry of that name in a directory. */
export function joined(directory: RawPath, name: string): RawPath {
  return (directory === '' ? name : `${directory}/${name}`) as RawPath;
}

/** The directory that holds it. */
export function parentOf(path: RawPath): RawPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as RawPath;
}

/** Its last part. */
export function nameOf(path: RawPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether it is one of the places, or lies below one. */
export function isAtOrBelow(path: RawPath, places: ReadonlySet<RawPath>): boolean {
  for (let at = path; at !== root; at = parentOf(at)) if (places.has(at)) return true;
  return false;
}

/** Those in the order of their bytes, so that what is in a directory comes after it. */
export function inOrder<T extends { readonly path: RawPath }>(entries: Iterable<T>): T[] {
  return [...entries].sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
}
