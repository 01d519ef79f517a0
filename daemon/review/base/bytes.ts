import { open, type FileHandle } from 'node:fs/promises';
import type { RawPath } from '../rawPath.js';
import type { Base } from './base.js';

/** The bytes of the files that a snapshot embeds. */
export class BaseBytes {
  private file: Promise<FileHandle> | null = null;

  /** @param image the snapshot that the base belongs to */
  constructor(
    private readonly base: Base,
    private readonly image: string,
  ) {}

  /** Whether the snapshot has the bytes of the file at that path. */
  has(path: RawPath): boolean {
    return this.base.get(path)?.content === 'embedded';
  }

  /** Those bytes; null when it has none. */
  async read(path: RawPath): Promise<Buffer | null> {
    const entry = this.base.get(path);
    if (entry?.kind !== 'file' || entry.content !== 'embedded') return null;
    if (entry.size === 0) return Buffer.alloc(0);
    if (entry.at === undefined) return null;
    this.file ??= open(this.image, 'r');
    const bytes = Buffer.alloc(entry.size);
    const { bytesRead } = await (await this.file).read(bytes, 0, entry.size, entry.at);
    return bytesRead === entry.size ? bytes : null;
  }

  /** Closes the image. */
  async close(): Promise<void> {
    await (await this.file?.catch(() => null))?.close();
  }
}
