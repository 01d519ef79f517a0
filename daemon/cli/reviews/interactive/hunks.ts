import { type Offer, type OfferedHunk } from '../../../protocol/reviews/offers.js';
import { patchShown } from '../shown/patch.js';
import { choose, type Keys } from './keys.js';
import { type Talk } from './talk.js';

/** What is asked about of a text: its mode, and its hunks. */
type Item = { readonly kind: 'mode'; readonly words: string } | { readonly kind: 'hunk'; readonly hunk: OfferedHunk };

interface Asked {
  readonly item: Item;
  /** null: not decided. */
  wanted: boolean | null;
}

/** What was chosen of a text, and whether that is the end of all questions. */
export interface ChosenHunks {
  readonly hunks: number[];
  readonly mode: boolean;
  readonly quit: boolean;
}

type Key = 'y' | 'n' | 'q' | 'a' | 'd' | 'k' | 'K' | 'j' | 'J' | 'g' | '/' | 's';

const help: Keys<Key> = {
  y: 'apply this hunk',
  n: 'do not apply this hunk',
  q: 'quit; do not apply this hunk or any of the remaining ones',
  a: 'apply this hunk and all later hunks in the file',
  d: 'do not apply this hunk or any of the later hunks in the file',
  k: 'leave this hunk undecided, see the previous undecided hunk',
  K: 'leave this hunk undecided, see the previous hunk',
  j: 'leave this hunk undecided, see the next undecided hunk',
  J: 'leave this hunk undecided, see the next hunk',
  g: 'select a hunk to go to, as in: g 3',
  '/': 'search for a hunk that matches a regular expression, as in: /word',
  s: 'split the current hunk into smaller hunks',
};

/** Asks about a text's mode and each of its hunks, as `git add -p` does. */
export async function askHunks(offer: Extract<Offer, { kind: 'hunks' }>, talk: Talk): Promise<ChosenHunks> {
  const session = new HunkSession(offer, talk);
  const quit = await session.run();
  return { ...session.chosen(), quit };
}

class HunkSession {
  private readonly asked: Asked[];
  private at = 0;
  /** Whether what stands at `at` is to be shown. */
  private isNew = true;

  constructor(
    { mode, hunks }: Extract<Offer, { kind: 'hunks' }>,
    private readonly talk: Talk,
  ) {
    const words = mode === null ? '' : `mode ${mode.from.toString(8)} -> ${mode.to.toString(8)}\n`;
    const items: Item[] = hunks.map((hunk) => ({ kind: 'hunk', hunk }));
    if (mode !== null) items.unshift({ kind: 'mode', words });
    this.asked = items.map((item) => ({ item, wanted: null }));
  }

  /** @returns whether that was the end of all questions */
  async run(): Promise<boolean> {
    for (;;) {
      const current = this.asked[this.at];
      if (current === undefined || !this.asked.some(({ wanted }) => wanted === null)) return false;
      if (this.isNew) this.talk.show(shown(current.item, this.talk));
      this.isNew = true;
      const answer = await choose(this.question(current), this.keys(current), this.talk);
      if (answer === null || answer.key === 'q') return true;
      this.take(answer.key, answer.rest, current);
    }
  }

  chosen(): { hunks: number[]; mode: boolean } {
    const wanted = this.asked.filter((one) => one.wanted === true).map(({ item }) => item);
    return {
      hunks: wanted.flatMap((item) => (item.kind === 'hunk' ? item.hunk.ids : [])),
      mode: wanted.some(({ kind }) => kind === 'mode'),
    };
  }

  private question({ item, wanted }: Asked): string {
    const number = `(${String(this.at + 1)}/${String(this.asked.length)})`;
    const was = wanted === null ? '' : wanted ? ' (was: y)' : ' (was: n)';
    return `${number} Apply ${item.kind === 'mode' ? 'mode change' : 'this hunk'}${was}`;
  }

  /** Those that do something here. */
  private keys({ item }: Asked): Keys<Key> {
    const possible: Readonly<Record<Key, boolean>> = {
      ...{ y: true, n: true, q: true, a: true, d: true },
      k: this.undecided(-1) !== null,
      K: this.at > 0,
      j: this.undecided(1) !== null,
      J: this.at < this.asked.length - 1,
      g: this.asked.length > 1,
      '/': this.asked.length > 1,
      s: item.kind === 'hunk' && item.hunk.parts.length > 1,
    };
    const entries = Object.entries(help).filter(([key]) => possible[key as Key]);
    return Object.fromEntries(entries) as Keys<Key>;
  }

  private take(key: Exclude<Key, 'q'>, rest: string, current: Asked): void {
    switch (key) {
      case 'y':
      case 'n':
        current.wanted = key === 'y';
        this.goOn();
        return;
      case 'a':
      case 'd':
        current.wanted = null;
        for (const later of this.asked.slice(this.at)) later.wanted ??= key === 'a';
        this.goOn();
        return;
      case 'j':
      case 'k':
        this.at = this.undecided(key === 'j' ? 1 : -1) ?? this.at;
        return;
      case 'J':
      case 'K':
        this.at += key === 'J' ? 1 : -1;
        return;
      case 'g':
        this.goTo(rest);
        return;
      case '/':
        this.search(rest);
        return;
      case 's':
        this.split(current);
        return;
    }
  }

  /** The nearest one in that direction that is not decided. */
  private undecided(step: 1 | -1): number | null {
    for (let at = this.at + step; at >= 0 && at < this.asked.length; at += step)
      if (this.asked[at]?.wanted === null) return at;
    return null;
  }

  private goOn(): void {
    const first = this.asked.findIndex(({ wanted }) => wanted === null);
    this.at = this.undecided(1) ?? Math.max(0, first);
  }

  private goTo(text: string): void {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= 1 && number <= this.asked.length) {
      this.at = number - 1;
      return;
    }
    const list = this.asked.map(({ item, wanted }, index) => {
      const mark = wanted === null ? ' ' : wanted ? '+' : '-';
      return `${mark}${String(index + 1).padStart(3)}: ${firstLine(item, this.talk)}\n`;
    });
    this.isNew = false;
    this.talk.show(`${list.join('')}Go to which hunk? Give its number, as in: g 2\n`);
  }

  private search(text: string): void {
    const expression = expressionOf(text);
    const { length } = this.asked;
    const order = Array.from({ length }, (_, index) => (this.at + 1 + index) % length);
    const found = expression === null ? undefined : order.find((at) => this.matches(at, expression));
    if (found !== undefined) {
      this.at = found;
      return;
    }
    this.isNew = false;
    if (text === '') this.talk.show('Give what to search for, as in: /word\n');
    else this.talk.show(expression === null ? 'That is no regular expression.\n' : 'No hunk matches that.\n');
  }

  private matches(at: number, expression: RegExp): boolean {
    const item = this.asked[at]?.item;
    return item?.kind === 'hunk' && expression.test(textOf(item.hunk.text));
  }

  private split({ item }: Asked): void {
    if (item.kind !== 'hunk') return;
    const parts = item.hunk.parts.map(({ id, text }): Asked => {
      return { item: { kind: 'hunk', hunk: { ids: [id], text, parts: [] } }, wanted: null };
    });
    this.asked.splice(this.at, 1, ...parts);
    this.talk.show(`Split into ${String(parts.length)} hunks.\n`);
  }
}

function expressionOf(text: string): RegExp | null {
  if (text === '') return null;
  try {
    return new RegExp(text, 'm');
  } catch {
    return null;
  }
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function shown(item: Item, { coloured }: Talk): string {
  return item.kind === 'mode' ? item.words : patchShown(textOf(item.hunk.text), coloured);
}

/** What a hunk is told by in a list: the first line that it changes. */
function firstLine(item: Item, talk: Talk): string {
  if (item.kind === 'mode') return item.words.trimEnd();
  const [head = '', ...lines] = shown(item, { ...talk, coloured: false }).split('\n');
  return `${head} ${lines.find((line) => /^[-+]/.test(line)) ?? ''}`.slice(0, 76);
}
