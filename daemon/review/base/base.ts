import { createReadStream } from 'node:fs';
import * as z from 'zod';
import { readLedger, type Ledger } from './ledger.js';
import { joined, nameOf, parentOf, rawPath, root, type RawPath } from '../rawPath.js';
import { baseEnd, baseEntry, baseHead, type BaseEntry, type BaseHead } from './entry.js';

/** Of a line that is an entry, what is read of all of them; the rest only of those that are asked for. */
const placed = z.object({
  path: baseEntry.shape.path,
  kind: baseEntry.shape.kind,
  links: z.number(),
  device: z.string(),
  inode: z.string(),
  content: baseEntry.shape.content,
});

/** What a folder was when its snapshot was made. */
export class Base {
  private readonly lines = new Map<RawPath, string>();
  private readonly names = new Map<RawPath, string[]>();
  /** The names of files that have more than one, by file. */
  private readonly files = new Map<string, RawPath[]>();

  private readonly concealed = new Set<RawPath>();
  private ledger: Ledger = new Map();

  private constructor(readonly head: BaseHead) {}

  /**
   * Reads what the snapshot's program wrote.
   * @param ledger what the guest was given of the host's edits since
   * @throws Error when one of them is not whole
   */
  static async read(path: string, ledger: string | null = null): Promise<Base> {
    const base = await Base.readSnapshot(path);
    if (ledger !== null) base.ledger = await readLedger(ledger);
    return base;
  }

  private static async readSnapshot(path: string): Promise<Base> {
    let base: Base | null = null;
    let entries: number | null = null;
    for await (const line of linesOf(path)) {
      if (base === null) base = new Base(baseHead.parse(JSON.parse(line)));
      else if (line.startsWith('{"end"')) ({ entries } = baseEnd.parse(JSON.parse(line)));
      else base.add(line);
    }
    if (entries === null || base?.size !== entries) throw new Error(`${path} is not whole`);
    return base;
  }

  private add(line: string): void {
    const { path: name, kind, links, device, inode, content } = placed.parse(JSON.parse(line));
    const path = rawPath(name);
    this.lines.set(path, line);
    const parent = parentOf(path);
    const siblings = this.names.get(parent);
    if (siblings === undefined) this.names.set(parent, [nameOf(path)]);
    else siblings.push(nameOf(path));
    if (content === 'hidden' || content === 'unreadable' || content === 'mount') this.concealed.add(path);
    if (kind !== 'file' || links < 2) return;
    const file = `${device}:${inode}`;
    const others = this.files.get(file);
    if (others === undefined) this.files.set(file, [path]);
    else others.push(path);
  }

  /** Entries that the guest sees without what is in them, and nothing below them. */
  get unseen(): ReadonlySet<RawPath> {
    return this.concealed;
  }

  /** How many entries there were. */
  get size(): number {
    return this.lines.size;
  }

  /** What was at that path; undefined when nothing was, and for the folder itself. */
  get(path: RawPath): BaseEntry | undefined {
    const line = this.lines.get(path);
    return line === undefined ? undefined : baseEntry.parse(JSON.parse(line));
  }

  /** What the guest had at that path before it changed anything: what it was given of the host's edits, else what was there. */
  before(path: RawPath): BaseEntry | undefined {
    const given = this.ledger.get(path);
    return given === undefined ? this.get(path) : (given ?? undefined);
  }

  /** What the guest was given of the host's edits. */
  get given(): Ledger {
    return this.ledger;
  }

  /** Whether a directory was at that path; the folder itself is one. */
  isDirectory(path: RawPath): boolean {
    return path === root || this.get(path)?.kind === 'directory';
  }

  /** The names in a directory, in the order of their bytes; none when it is no directory. */
  namesIn(directory: RawPath): readonly string[] {
    return this.names.get(directory) ?? [];
  }

  /** Every path below a directory, those above before those below. */
  *below(directory: RawPath): Generator<RawPath> {
    for (const name of this.namesIn(directory)) {
      const path = joined(directory, name);
      yield path;
      yield* this.below(path);
    }
  }

  /** The names of each file that has several in the folder. */
  linkedFiles(): readonly (readonly RawPath[])[] {
    return [...this.files.values()].filter((names) => names.length > 1);
  }
}

/** Ends of lines are line feeds alone: names may hold what readline takes for one. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
