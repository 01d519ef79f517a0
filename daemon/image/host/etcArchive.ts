import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { BellglassFailure } from '../../protocol/errors.js';
import { systemReason } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import { writeCpio, type CpioEntry } from '../cpio.js';
import type { GuestUser } from '../image.js';
import { collect, type Found } from './collect.js';
import { certificateLink } from './sources.js';
import { fixedTexts, groupText, passwdText } from './texts.js';

/** Where the archive has the guest's /etc. */
export const etcInArchive = 'image/etc';
/** A change of what is written from the same sources must change this. */
const writerVersion = 1;
/** An archive that was not used for so long is removed when another is made, in milliseconds. */
const forgottenAfter = 24 * 60 * 60 * 1000;

/** Where the archive comes from and goes to. */
export interface EtcSources {
  /** The host's /etc. */
  readonly etc: string;
  /** The archive with the agent, which ours is appended to. */
  readonly base: string;
  readonly user: GuestUser;
  /** Where finished archives are kept. */
  readonly cache: string;
}

/**
 * The first file system of a guest with the host's image: the agent and a minimal /etc. It is made once for what it is made of.
 * @returns the path of the archive
 * @throws BellglassFailure host_image_failed
 */
export async function etcArchive(from: EtcSources): Promise<string> {
  try {
    const found = collect(from.etc);
    const directory = join(from.cache, 'host');
    const key = await keyOf(from, found);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const kept = await keptArchive(directory, key);
    if (kept !== null) return kept;
    const archive = Buffer.concat([await readFile(from.base), writeCpio(entries(from, found))]);
    const path = join(directory, nameOf(key, archive));
    await writeAtomically(path, archive);
    await forgetOthers(directory, path);
    return path;
  } catch (thrown) {
    if (thrown instanceof BellglassFailure) throw thrown;
    throw new BellglassFailure(
      { code: 'host_image_failed', data: { path: from.etc, reason: systemReason(thrown) } },
      { cause: thrown },
    );
  }
}

async function keyOf(from: EtcSources, found: readonly Found[]): Promise<string> {
  const base = await stat(from.base, { bigint: true });
  const identity = [
    writerVersion,
    from.user,
    fixedTexts,
    `${String(base.ino)}:${String(base.size)}:${String(base.mtimeNs)}`,
    found,
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}

function entries(from: EtcSources, found: readonly Found[]): CpioEntry[] {
  const written: CpioEntry[] = [
    { kind: 'directory', path: 'image', mode: 0o755 },
    { kind: 'directory', path: etcInArchive, mode: 0o755 },
  ];
  const texts = { ...fixedTexts, passwd: passwdText(from.user), group: groupText(from.user) };
  for (const [name, text] of Object.entries(texts))
    written.push({ kind: 'file', path: join(etcInArchive, name), mode: 0o644, content: Buffer.from(text) });
  for (const entry of found) written.push(fromHost(from.etc, entry));
  const paths = new Set(found.map((entry) => entry.path));
  if (paths.has(certificateLink.needs) && !paths.has(certificateLink.path)) {
    written.push({ kind: 'link', path: join(etcInArchive, certificateLink.path), target: certificateLink.target });
  }
  return written;
}

function fromHost(etc: string, entry: Found): CpioEntry {
  const path = join(etcInArchive, entry.path);
  if (entry.kind === 'link') return { kind: 'link', path, target: entry.target };
  if (entry.kind === 'directory') return { kind: 'directory', path, mode: 0o755 };
  return { kind: 'file', path, mode: entry.mode, content: readFileSync(join(etc, entry.path)) };
}

// The sum in the name shows an archive that was damaged since: a guest would not boot from it, or boot from something else.
function nameOf(key: string, archive: Uint8Array): string {
  return `${key}-${crc32(archive).toString(16).padStart(8, '0')}.cpio`;
}

// The use is marked, so that the archive outlives the ones that are not used.
async function keptArchive(directory: string, key: string): Promise<string | null> {
  for (const name of await readdir(directory)) {
    // A draft has a longer name; another run is writing it.
    if (!name.startsWith(`${key}-`) || !name.endsWith('.cpio')) continue;
    const path = join(directory, name);
    const archive = await readFile(path).catch(() => null);
    if (archive !== null && name === nameOf(key, archive)) {
      const now = new Date();
      await utimes(path, now, now);
      return path;
    }
    await rm(path, { recursive: true, force: true });
  }
  return null;
}

// An archive that was used lately may be on its way into a vmm; once that has opened it, it may go.
async function forgetOthers(directory: string, kept: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (path === kept) continue;
    const { mtimeMs } = await stat(path).catch(vanished);
    if (Date.now() - mtimeMs > forgottenAfter) await rm(path, { force: true });
  }
}

// Runs that start at the same moment make the same archive: what one of them listed, another has renamed or removed.
function vanished(): { mtimeMs: number } {
  return { mtimeMs: Date.now() };
}
