import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { changedLine, type ChangedLine } from '../../../daemon/protocol/wire/changes.js';
import { bytesOf, type RawPath } from '../../../daemon/review/rawPath.js';
import { inProject } from '../project.js';

/** A deed below a folder, as overlay.py knows them: what is done, where, and with what. */
export type Deed = readonly [string, string, ...(string | number)[]];

const name = z.union([z.string(), z.strictObject({ bytes: z.string() })]);
const entry = z.strictObject({
  path: name,
  kind: z.enum(['file', 'directory', 'symlink', 'other']),
  mode: z.int(),
  target: name.optional(),
  /** A character a byte. */
  content: z.string().optional(),
  mtime: z.string().optional(),
  /** Files with the same one are one file. */
  inode: z.string().optional(),
});
/** An entry of a real folder, whole. */
export type RealEntry = z.infer<typeof entry>;

const outcome = z.strictObject({
  /** It has the folder and, in output, the snapshot. */
  directory: z.string(),
  lower: z.array(entry),
  merged: z.array(entry),
});
/** The folder, and what was seen above it in the end. */
export type Outcome = z.infer<typeof outcome>;

const reply = z.strictObject({ problem: z.string().optional(), result: z.unknown() });

/** Why there are no overlays here; null where there are. */
export function withoutOverlays(): string | null {
  if (process.getuid?.() !== 0) return 'real overlays are mounted by root alone';
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', 'grep -qw erofs /proc/filesystems && losetup -f'], {
    encoding: 'utf8',
  });
  return tried.status === 0 ? null : `no snapshot can be mounted here: ${tried.stderr.trim() || 'no EROFS'}`;
}

/** Real overlays above real snapshots, one after the other, in a mount namespace of their own. */
export class Overlays {
  private readonly directory = mkdtempSync('/tmp/bgt-overlays-');
  private readonly program = spawn('unshare', [
    ...['-m', '--propagation', 'private', 'python3', inProject('test/helpers/review/overlay.py')],
    ...[inProject(`dist/native/linux-${process.arch}/bellglass-fs`), this.directory],
  ]);
  private readonly answers = createInterface({ input: this.program.stdout })[Symbol.asyncIterator]();
  private complaint = '';

  constructor() {
    this.program.stderr.on('data', (text: Buffer) => (this.complaint += text.toString()));
  }

  /**
   * Makes a folder, takes its snapshot, does something above it, and looks at what came of it.
   * @param limit the bytes of larger files stay in the folder
   */
  async run<T>(
    { before, deeds, limit }: { before: readonly Deed[]; deeds: readonly Deed[]; limit: number },
    look: (outcome: Outcome) => Promise<T>,
  ): Promise<T> {
    const found = outcome.parse(await this.call('begin', before, deeds, limit));
    try {
      return await look(found);
    } finally {
      await this.call('end');
    }
  }

  /** What overlayfs wrote down, as GET /v1/changes says it. */
  async lines(): Promise<ChangedLine[]> {
    return z.array(changedLine).parse(await this.call('lines'));
  }

  /** What is in the folder after those deeds. Nothing is above it any more. */
  async folder(deeds: readonly Deed[] = []): Promise<RealEntry[]> {
    return z.array(entry).parse(await this.call('folder', deeds));
  }

  /** As POST /v1/surface does it. */
  async surface(paths: readonly RawPath[]): Promise<void> {
    await this.call(
      'surface',
      paths.map((path) => bytesOf(path).toString('base64')),
    );
  }

  private async call(...words: unknown[]): Promise<unknown> {
    this.program.stdin.write(`${JSON.stringify(words)}\n`);
    const answer = await this.answers.next();
    if (answer.done === true) throw new Error(`the overlays ended: ${this.complaint}`);
    const { problem, result } = reply.parse(JSON.parse(answer.value));
    if (problem !== undefined) throw new Error(problem);
    return result;
  }

  /** Ends them, and all that was mounted. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.program.once('close', resolve));
    this.program.stdin.end();
    await ended;
    rmSync(this.directory, { recursive: true });
  }
}
