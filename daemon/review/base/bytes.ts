import { open, type FileHandle } from 'node:fs/promises';
import type { ReviewHome } from '../home.js';
import type { RawPath } from '../rawPath.js';
import type { Base } from './base.js';
import type { BaseEntry } from './entry.js';

/** The bytes of the files that a snapshot embeds, and of those that the host edited since. */
export class BaseBytes {
  private readonly files = new Map<string, Promise<FileHandle>>();

  /** @param home of the review that the base belongs to */
  constructor(
    private readonly base: Base,
    private readonly home: Pick<ReviewHome, 'snapshot' | 'refreshed'>,
  ) {}

  /** Whether the bytes are known that the guest had at that path before it changed anything. */
  hasBefore(path: RawPath): boolean {
    return this.base.before(path)?.content === 'embedded';
  }

  /** Those bytes; null when they are not known. */
  async readBefore(path: RawPath): Promise<Buffer | null> {
    const given = this.base.given.get(path);
    return given === undefined || given === null
      ? await this.read(path)
      : await this.bytesOf(given, this.home.refreshed);
  }

  /** The bytes that the snapshot has of the file at that path; null when it has none. */
  async read(path: RawPath): Promise<Buffer | null> {
    return await this.bytesOf(this.base.get(path), this.home.snapshot);
  }

  private async bytesOf(entry: BaseEntry | undefined, place: string): Promise<Buffer | null> {
    if (entry?.kind !== 'file' || entry.content !== 'embedded') return null;
    if (entry.size === 0) return Buffer.alloc(0);
    if (entry.at === undefined) return null;
    const file = this.files.get(place) ?? open(place, 'r');
    this.files.set(place, file);
    const bytes = Buffer.alloc(entry.size);
    const { bytesRead } = await (await file).read(bytes, 0, entry.size, entry.at);
    return bytesRead === entry.size ? bytes : null;
  }

  /** Closes what was read from. */
  async close(): Promise<void> {
    for (const file of this.files.values()) await (await file.catch(() => null))?.close();
  }
}
