import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Params, Result } from '../../../../daemon/protocol/methods.js';
import type { Offer } from '../../../../daemon/protocol/reviews/offers.js';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import type { Undone } from '../../../../daemon/protocol/wire/applied.js';
import { journalOf } from '../../../../daemon/review/apply/apply.js';
import { undoPlan } from '../../../../daemon/review/apply/execute.js';
import { loadGiven } from '../../../../daemon/review/apply/given.js';
import { Host } from '../../../../daemon/review/apply/host.js';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { reviewHome, type ReviewHome } from '../../../../daemon/review/home.js';
import type { Places } from '../../../../daemon/review/parts/texts.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { applied } from '../../../../daemon/run/past/application.js';
import { leftOf, offersOf } from '../../../../daemon/run/past/offered.js';
import { rm } from 'node:fs/promises';
import { guestWith } from '../guest.js';
import { file } from '../lines.js';
import { changesAbove } from '../looked.js';
import { bellglassFs } from '../program.js';
import { snapshotOf } from '../snapshotted.js';

const labels = { ours: 'workspace', theirs: 'run' };

/** A real folder, its snapshot, and a guest that changed some of it: what the daemon does with those, without the daemon. */
export class Reviewed {
  private applications = 0;
  /** What changes the folder. */
  program = bellglassFs;

  private constructor(
    readonly workspace: string,
    readonly changes: readonly Change[],
    private readonly output: string,
    private readonly places: Places,
    readonly asked: readonly string[],
  ) {}

  /**
   * @param before the folder's files
   * @param after what the guest has of them instead, a character a byte
   * @param lines what it says of its changes; that it wrote these files, unless told
   */
  static async of(
    before: Readonly<Record<string, string | Buffer>>,
    after: Readonly<Record<string, string | Buffer>>,
    lines?: readonly ChangedLine[],
  ): Promise<Reviewed> {
    const { workspace, output, base, bytes, host } = await snapshotOf(before);
    const news = Object.entries(after).map(
      ([path, content]) => [path, Buffer.from(content).toString('latin1')] as const,
    );
    const said = lines ?? news.map(([path, { length }]) => file(path, { size: length }));
    const asked: string[] = [];
    const now = new Map(news.map(([path, content]) => [rawPath(path), content]));
    const source = { session: await guestWith({ now, asked }), target: '/work' };
    return new Reviewed(workspace, changesAbove(base, said), output, { base, bytes, host, source }, asked);
  }

  /** What is left of those changes, as front ends are told; of all of them unless told. */
  async offers(...paths: string[]): Promise<Offer[]> {
    const asked = this.changes.filter(({ path }) => paths.length === 0 || paths.includes(path));
    return (await offersOf(asked, this.changes, await this.now(), labels)).offers;
  }

  /** The only offer there is, of a kind. */
  async offer<K extends Offer['kind']>(kind: K, path?: string): Promise<Extract<Offer, { kind: K }>> {
    const [only, ...others] = await this.offers(...(path === undefined ? [] : [path]));
    if (only?.kind !== kind || others.length > 0) throw new Error(`there is ${JSON.stringify([only, ...others])}`);
    return only as Extract<Offer, { kind: K }>;
  }

  /** The paths of the changes of which something is left. */
  async left(): Promise<string[]> {
    const { base, host } = await this.now();
    return (await leftOf(this.changes, base, host)).map(({ path }) => path);
  }

  async apply(wish: Omit<Params<'review.apply'>, 'run' | 'workspace'>): Promise<Result<'review.apply'>> {
    const places = await this.now();
    const journal = journalOf(this.home, this.applications + 1, this.workspace, this.program);
    const { source } = places;
    const { report, done } = await applied(
      wish,
      { ...places, changes: this.changes, labels },
      journal,
      async (work) => {
        if (source === null) throw new Error('there is no guest');
        return await work(source);
      },
      async () => await Promise.resolve(null),
    );
    if (done) this.applications += 1;
    return report;
  }

  async undo(): Promise<Undone> {
    const journal = journalOf(this.home, this.applications, this.workspace, bellglassFs);
    const done = await undoPlan(journal);
    if (done.outcome === 'conflicts') return done;
    this.applications -= 1;
    await rm(journal.directory, { recursive: true });
    return done;
  }

  read(path: string): string {
    return readFileSync(`${this.workspace}/${path}`, 'latin1');
  }

  has(path: string): boolean {
    return existsSync(`${this.workspace}/${path}`);
  }

  /** As its user does. */
  write(path: string, content: string | Buffer, mode?: number): void {
    writeFileSync(`${this.workspace}/${path}`, content);
    if (mode !== undefined) chmodSync(`${this.workspace}/${path}`, mode);
  }

  mode(path: string): number {
    return statSync(`${this.workspace}/${path}`).mode & 0o777;
  }

  /** Of its review. */
  get home(): ReviewHome {
    return reviewHome(this.output, 'review');
  }

  private async now(): Promise<Places> {
    const { base, bytes } = this.places;
    return {
      ...this.places,
      host: new Host(this.workspace, base, bytes, await loadGiven(this.home, this.applications)),
    };
  }
}
