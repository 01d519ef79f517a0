/** One entry of an archive; paths are relative, without a leading slash. Everything belongs to root. */
export type CpioEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Uint8Array }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const formatBits = { directory: 0o040000, file: 0o100000, link: 0o120000 } as const;
/** The kernel reads archives that follow each other, when each starts at a multiple of four; tools pad to 512. */
const blockSize = 512;

/** A newc cpio archive as the kernel unpacks it. The same entries give the same bytes. */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const parts: Buffer[] = [];
  entries.forEach((entry, index) => {
    parts.push(...member(entry, index + 1));
  });
  parts.push(header('TRAILER!!!', 0, 0, 0, 1));
  const whole = Buffer.concat(parts);
  return Buffer.concat([whole, Buffer.alloc(padding(whole.length, blockSize))]);
}

function member(entry: CpioEntry, inode: number): Buffer[] {
  const content = contentOf(entry);
  const mode = formatBits[entry.kind] | (entry.kind === 'link' ? 0o777 : entry.mode);
  return [
    header(entry.path, inode, mode, content.length, entry.kind === 'directory' ? 2 : 1),
    content,
    Buffer.alloc(padding(content.length, 4)),
  ];
}

function contentOf(entry: CpioEntry): Buffer {
  if (entry.kind === 'file') return Buffer.from(entry.content);
  return Buffer.from(entry.kind === 'link' ? entry.target : '');
}

function header(path: string, inode: number, mode: number, size: number, links: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  // c_magic, ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const numbers = [inode, mode, 0, 0, links, 0, size, 0, 0, 0, 0, name.length, 0];
  const text = `070701${numbers.map((value) => value.toString(16).toUpperCase().padStart(8, '0')).join('')}`;
  const bytes = Buffer.concat([Buffer.from(text), name]);
  return Buffer.concat([bytes, Buffer.alloc(padding(bytes.length, 4))]);
}

function padding(length: number, to: number): number {
  return (to - (length % to)) % to;
}
