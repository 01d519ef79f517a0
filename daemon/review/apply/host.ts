import { lstat, open, readlink, type FileHandle } from 'node:fs/promises';
import { constants, type BigIntStats } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { limits } from '../../protocol/limits.js';
import type { Base } from '../base/base.js';
import type { BaseBytes } from '../base/bytes.js';
import type { BaseEntry } from '../base/entry.js';
import { bytesOf, parentOf, rawOf, root, type RawPath } from '../rawPath.js';
import { systemCode } from '../../state/systemReason.js';
import { digestOf, nothingGiven, type GivenFiles } from './given.js';

/** A file of the host as it is now. */
export interface HostFile {
  readonly kind: 'file';
  readonly mode: number;
  readonly identity: Identity;
}

/** An entry of the host as it is now; null: nothing is there. */
export type HostEntry =
  | HostFile
  | { readonly kind: 'symlink'; readonly target: RawPath; readonly identity: Identity }
  | { readonly kind: 'directory'; readonly mode: number; readonly identity: Identity }
  | { readonly kind: 'other' }
  | null;

/** What tells a file from what it was, and from another; numbers in decimal, times in nanoseconds. */
export interface Identity {
  readonly device: string;
  readonly inode: string;
  readonly size: string;
  readonly mtime: string;
  readonly ctime: string;
}

/** A file that is made of two texts is no longer than both together, and what stands around what they disagree on. */
const largestGiven = 4 * limits.textWithHunks;

/** The host's folder of a review. What is read here only decides; whoever writes checks again that nothing changed since. */
export class Host {
  /** What is known to be a directory of the folder, or not to be one. */
  private readonly directories = new Map<RawPath, boolean>([[root, true]]);

  constructor(
    private readonly workspace: string,
    private readonly base: Base,
    private readonly bytes: BaseBytes,
    /** What applications made of files in part. */
    private readonly given: GivenFiles = nothingGiven,
  ) {}

  /** What is at a path now, no link followed on the way. @throws the system's error, but for what is not there */
  async at(path: RawPath): Promise<HostEntry> {
    const place = this.place(path);
    const stat = (await this.isDirectory(parentOf(path))) ? await statOf(place) : null;
    if (stat === null) return null;
    const identity = identityOf(stat);
    const mode = Number(stat.mode & 0o7777n);
    if (stat.isFile()) return { kind: 'file', mode, identity };
    if (stat.isDirectory()) return { kind: 'directory', mode, identity };
    if (stat.isSymbolicLink())
      return { kind: 'symlink', target: rawOf(await readlink(place, { encoding: 'buffer' })), identity };
    return { kind: 'other' };
  }

  /** Whether an entry is what the guest had at its path before it changed anything: a directory by being one, a file by its bytes or by its identity. */
  async isAsBefore(path: RawPath, now: HostEntry): Promise<boolean> {
    const was = this.base.before(path);
    if (was === undefined || now === null) return was === undefined && now === null;
    if (was.kind !== now.kind) return false;
    if (now.kind === 'directory') return true;
    if (now.kind === 'symlink') return rawOf(bytesOf(now.target)) === targetOf(was);
    return sameIdentity(was, now.identity) || (await this.sameBytes(path, was, now.identity));
  }

  /** Whether nothing of a change is left to be had, since a conflict there was decided. It is the user's now, whatever it holds. */
  isSettled(path: RawPath): boolean {
    return this.given.get(path)?.digest === null;
  }

  /** Whether some of a file's change was applied, and that is what is there. */
  async isAsGiven(path: RawPath, now: HostEntry): Promise<boolean> {
    const digest = this.given.get(path)?.digest ?? null;
    if (digest === null || now?.kind !== 'file') return false;
    const bytes = await this.contentOf(path, now, largestGiven);
    return bytes !== null && digestOf(bytes) === digest;
  }

  /** Whether a part of a path's change was applied, or a conflict decided there. */
  isGiven(path: RawPath): boolean {
    return this.given.has(path);
  }

  /** All bytes of a file that is in this very state before they are read and after; null when it is not, or has more than `most`. */
  async contentOf(path: RawPath, now: HostFile, most: number): Promise<Buffer | null> {
    const length = Number(now.identity.size);
    if (length > most) return null;
    const before = await this.at(path);
    if (before?.kind !== 'file' || !isDeepStrictEqual(before, now)) return null;
    const bytes = length === 0 ? Buffer.alloc(0) : await this.read(path, length, now.identity);
    return isDeepStrictEqual(await this.at(path), now) ? bytes : null;
  }

  /** The bytes of a file that is as the snapshot says by its identity; null when it is not. */
  async readUnchanged(path: RawPath): Promise<Buffer | null> {
    const was = this.base.get(path);
    const now = await this.at(path);
    if (was?.content !== 'redirected' || now?.kind !== 'file' || !sameIdentity(was, now.identity)) return null;
    return await this.read(path, was.size, now.identity);
  }

  /** As readUnchanged, a piece at a time. */
  async *streamUnchanged(path: RawPath): AsyncGenerator<Buffer> {
    const was = this.base.get(path);
    const now = await this.at(path);
    if (was?.kind !== 'file' || now?.kind !== 'file' || !sameIdentity(was, now.identity)) return;
    const file = await this.open(path, now.identity);
    if (file === null) return;
    try {
      yield* file.createReadStream({ autoClose: false, end: Math.max(0, was.size - 1) }) as AsyncIterable<Buffer>;
    } finally {
      await file.close();
    }
  }

  private async isDirectory(path: RawPath): Promise<boolean> {
    const known = this.directories.get(path);
    if (known !== undefined) return known;
    // What is behind a link is not in the folder.
    const is = (await this.isDirectory(parentOf(path))) && (await statOf(this.place(path)))?.isDirectory() === true;
    this.directories.set(path, is);
    return is;
  }

  private async sameBytes(path: RawPath, was: BaseEntry, now: Identity): Promise<boolean> {
    if (now.size !== String(was.size)) return false;
    const wanted = await this.bytes.readBefore(path);
    if (wanted === null) return false;
    return (await this.read(path, wanted.length, now))?.equals(wanted) === true;
  }

  /** Opens a file; null when it is not this one: a directory on the way there may have become a link since it was looked at. */
  private async open(path: RawPath, identity: Identity): Promise<FileHandle | null> {
    const file = await open(this.place(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (isDeepStrictEqual(identityOf(await file.stat({ bigint: true })), identity)) return file;
    await file.close();
    return null;
  }

  /** A file's first bytes; null when it has fewer, or is not this one. */
  private async read(path: RawPath, length: number, identity: Identity): Promise<Buffer | null> {
    const file = await this.open(path, identity);
    if (file === null) return null;
    try {
      const found = Buffer.alloc(length);
      const { bytesRead } = await file.read(found, 0, length, 0);
      return bytesRead === length ? found : null;
    } finally {
      await file.close();
    }
  }

  private place(path: RawPath): Buffer {
    return Buffer.concat([Buffer.from(`${this.workspace}/`), bytesOf(path)]);
  }
}

async function statOf(place: Buffer): Promise<BigIntStats | null> {
  try {
    return await lstat(place, { bigint: true });
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')) return null;
    throw thrown;
  }
}

function targetOf({ target = '' }: BaseEntry): RawPath {
  return rawOf(typeof target === 'string' ? Buffer.from(target) : Buffer.from(target.bytes, 'base64'));
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): Identity {
  return {
    device: String(dev),
    inode: String(ino),
    size: String(size),
    mtime: String(mtimeNs),
    ctime: String(ctimeNs),
  };
}

function sameIdentity(was: BaseEntry, now: Identity): boolean {
  const { device, inode, mtime, ctime } = was;
  const before: Identity = { device, inode, size: String(was.size), mtime, ctime };
  return Object.entries(before).every(([name, value]) => now[name as keyof Identity] === value);
}
