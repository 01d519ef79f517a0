import { type ChangeInfo } from '../../../protocol/reviews/change.js';
import { type Offer, type Taking } from '../../../protocol/reviews/offers.js';
import { many } from '../../../protocol/reviews/words.js';
import { type Line } from '../shown/grouped.js';
import { changeLine, changeLines } from '../shown/lines.js';
import { patchShown } from '../shown/patch.js';
import { askHunks } from './hunks.js';
import { choose, type Keys } from './keys.js';
import { emptiedBy, isPure, questionsOf, rawOf } from './questions.js';
import { type Talk } from './talk.js';

type Tree = Extract<Line, { kind: 'tree' }>;

/** What was chosen. */
export interface Wish {
  /** Directories with all that is below them. */
  readonly paths: ChangeInfo['path'][];
  readonly takings: Taking[];
}

/** Says what is left of a change. @param also what comes after it */
export type Offers = (change: ChangeInfo, also?: readonly ChangeInfo[]) => Promise<Offer | null>;

/** Asks about each change, until the answers or the questions end. */
export async function interview(changes: readonly ChangeInfo[], offers: Offers, talk: Talk): Promise<Wish> {
  const interview = new Interview(changes, offers, talk);
  return await interview.run();
}

const wholeKeys: Keys<'y' | 'n' | 'q'> = {
  y: 'apply this change',
  n: 'do not apply this change',
  q: 'quit; do not apply this change or any of the remaining ones',
};
const treeKeys: Keys<'y' | 'n' | 'q' | 's'> = {
  y: 'apply all of this',
  n: 'apply nothing of this',
  q: 'quit; apply nothing of this or of what remains',
  s: 'ask about everything in it',
};
const conflictKeys: Keys<'m' | 'o' | 't' | 'q'> = {
  m: 'merge: put both sides together',
  o: 'ours: keep what is here',
  t: 'theirs: take what the sandbox has, over what is here',
  q: 'quit; keep what is here, and do not apply any of the remaining changes',
};

class Interview {
  private readonly wish: Wish = { paths: [], takings: [] };
  private readonly taken = new Set<string>();

  constructor(
    private readonly changes: readonly ChangeInfo[],
    private readonly offers: Offers,
    private readonly talk: Talk,
  ) {}

  async run(): Promise<Wish> {
    const { lines, emptied } = questionsOf(this.changes);
    for (const line of lines) {
      const goesOn = line.kind === 'tree' ? await this.tree(line) : await this.one(line.change);
      if (!goesOn) break;
    }
    for (const change of emptiedBy(this.taken, emptied, this.changes)) this.takeWhole(change);
    return this.wish;
  }

  /** @returns whether there is more to be asked */
  private async one(change: ChangeInfo, also?: readonly ChangeInfo[]): Promise<boolean> {
    const offer = await this.offers(change, also);
    if (offer === null) return true;
    this.head(changeLine(offer.change, this.talk.place));
    switch (offer.kind) {
      case 'whole':
        return await this.whole(offer);
      case 'hunks':
        return await this.hunks(offer);
      case 'conflict':
        return await this.conflict(offer);
    }
  }

  private async whole({ change, patch }: Extract<Offer, { kind: 'whole' }>): Promise<boolean> {
    if (patch === null) this.talk.show(modeWords(change));
    this.patch(patch);
    const answer = await choose(`Apply ${wholeWords[change.what]}`, wholeKeys, this.talk);
    if (answer?.key === 'y') this.takeWhole(change);
    return answer !== null && answer.key !== 'q';
  }

  private async hunks(offer: Extract<Offer, { kind: 'hunks' }>): Promise<boolean> {
    const { change, digest } = offer;
    const { hunks, mode, quit } = await askHunks(offer, this.talk);
    if (hunks.length > 0 || mode) this.wish.takings.push({ take: 'hunks', path: change.path, digest, hunks, mode });
    return !quit;
  }

  private async conflict(offer: Extract<Offer, { kind: 'conflict' }>): Promise<boolean> {
    const { change, digest, merge, theirs, patch } = offer;
    const { path } = change;
    this.talk.show(`${conflictWords(offer)}\n`);
    this.patch(merge?.patch ?? patch);
    const keys = Object.entries(conflictKeys).filter(
      ([key]) => (key !== 'm' || merge !== null) && (key !== 't' || theirs),
    );
    const answer = await choose(
      'Merge, keep ours, or take theirs',
      Object.fromEntries(keys) as typeof conflictKeys,
      this.talk,
    );
    if (answer === null || answer.key === 'q') return false;
    if (answer.key === 'm')
      this.wish.takings.push({ take: 'merged', path, digest, markers: (merge?.clashes ?? 0) > 0 });
    if (answer.key === 't') this.wish.takings.push({ take: 'theirs', path, digest });
    if (answer.key === 't') this.taken.add(rawOf(path));
    return true;
  }

  private async tree(tree: Tree): Promise<boolean> {
    const { change, members } = tree;
    for (const line of changeLines([tree], this.talk.place)) this.head(line);
    const held = members.filter(({ attention }) => attention !== null).length;
    if (held > 0) this.talk.show(`${many(held, 'file')} in it must each be named: they are taken only one by one.\n`);
    const answer = await choose(`Apply all of this`, treeKeys, this.talk);
    if (answer === null || answer.key === 'q') return false;
    if (answer.key === 's') return await this.each([change, ...members]);
    if (answer.key === 'n') return true;
    const pure = isPure(tree, this.changes);
    if (pure) this.wish.paths.push(change.path);
    for (const member of [change, ...members]) {
      if (member.attention !== null) continue;
      if (pure) this.taken.add(rawOf(member.path));
      else this.takeWhole(member);
    }
    return true;
  }

  private async each(changes: readonly ChangeInfo[]): Promise<boolean> {
    const asked = questionsOf(changes, false).lines.map(({ change }) => change);
    for (const change of asked) if (!(await this.one(change, asked))) return false;
    return true;
  }

  private takeWhole({ path }: ChangeInfo): void {
    this.wish.takings.push({ take: 'whole', path });
    this.taken.add(rawOf(path));
  }

  private head(line: string): void {
    this.talk.show(this.talk.coloured ? `\u001b[1m${line}\u001b[m\n` : `${line}\n`);
  }

  private patch(patch: string | null): void {
    if (patch !== null) this.talk.show(patchShown(Buffer.from(patch, 'base64').toString(), this.talk.coloured));
  }
}

const wholeWords = {
  added: 'addition',
  deleted: 'deletion',
  renamed: 'rename',
  modified: 'this change',
} as const;

/** What no patch shows; empty where the mode is what it was. */
function modeWords({ before, after }: ChangeInfo): string {
  const [from, to] = [before?.mode ?? null, after?.mode ?? null];
  return from === null || to === null || from === to ? '' : `mode ${from.toString(8)} -> ${to.toString(8)}\n`;
}

function conflictWords({ host, merge }: Extract<Offer, { kind: 'conflict' }>): string {
  const what = { appeared: 'Something new is here', changed: 'It was changed here', gone: 'It is not here any more' }[
    host
  ];
  if (merge === null) return `${what}, and there is no text of before to merge by.`;
  if (merge.clashes === 0) return `${what}. Both sides go together:`;
  return `${what}. ${many(merge.clashes, 'place was', 'places were')} changed on both sides, which a merge marks:`;
}
