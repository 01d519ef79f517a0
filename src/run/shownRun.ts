import { l10n, type Disposable } from 'vscode';
import type { DaemonLink } from '../daemon/link.js';
import { asError } from '../../daemon/protocol/errors.js';
import type { RunRequest } from '../../daemon/protocol/run.js';
import type { TerminalSize } from '../../daemon/protocol/sandbox/session.js';
import { offerHelp } from '../sentences.js';
import { editorSentence } from '../ways.js';
import { endingOf } from './ending.js';
import { Pace } from './pace.js';
import { Run } from './run.js';
import type { Surface } from './surface.js';

const dim = '\u001b[2m';
const red = '\u001b[31m';
const usual = '\u001b[0m';
const ctrlC = '\u0003';

/** What is run in a surface. */
export interface What {
  /** Its name, for people. */
  readonly title: string;
  /** What the tab says. */
  readonly tab: string;
  /** A line that says where it is run. */
  readonly heading: string;
  /** Makes the request anew for each run, since the document may have changed. */
  readonly requestFor: (terminal: TerminalSize | null) => Promise<RunRequest>;
}

/** One surface with the run in it, which can be run again. */
export class ShownRun {
  private run: Run | null = null;
  private readonly held: Disposable[];
  private going: Promise<void> = Promise.resolve();
  private wanted = 0;
  private ended = false;

  /** @param changed called when it begins or ends */
  constructor(
    readonly surface: Surface,
    private what: What,
    private readonly daemon: DaemonLink,
    private readonly changed: () => void,
  ) {
    this.held = [
      surface.onTyped((text) => {
        this.type(text);
      }),
      surface.onResized((size) => this.run?.resize(size)),
      surface.onClosed(() => {
        this.end();
      }),
    ];
  }

  /** Whether its program goes on, or is on its way. */
  get goesOn(): boolean {
    return this.run !== null;
  }

  /** Whether its surface was closed. */
  get closed(): boolean {
    return this.ended;
  }

  /**
   * Runs it, after what still runs there was stopped. Never throws: what goes wrong is shown where the output would be.
   * @param what in place of what was run there before
   */
  async start(what = this.what): Promise<void> {
    this.what = what;
    this.wanted += 1;
    const turn = this.wanted;
    await this.stop();
    await this.going;
    // Of several that were asked for meanwhile only the last is run.
    if (this.ended || turn !== this.wanted) return;
    this.going = this.go(what);
    await this.going;
  }

  /** Ends it, if it goes on. */
  async stop(): Promise<void> {
    await this.run?.stop();
  }

  dispose(): void {
    if (!this.ended) this.end();
    for (const one of this.held) one.dispose();
    this.surface.dispose();
  }

  private end(): void {
    this.ended = true;
    void this.stop();
    this.changed();
  }

  private async go({ title, tab, heading, requestFor }: What): Promise<void> {
    const { surface } = this;
    const run = new Run(() => this.daemon.open());
    this.run = run;
    this.changed();
    surface.begin(tab, () => {
      void run.stop();
    });
    try {
      surface.reveal();
      await surface.opened;
      surface.show(`${dim}${heading}${usual}\r\n`);
      const pace = new Pace((text) => {
        surface.show(text);
      });
      const stage = (message: string): void => {
        surface.show(`${dim}${message}${usual}\r\n`);
      };
      const record = await run.go(await requestFor(surface.size), { write: pace.write.bind(pace), stage });
      this.say(record === null ? [`${dim}${l10n.t('Stopped before it began.')}${usual}`] : endingOf(record));
      if (record?.outcome === 'failed' && record.error !== null) offerHelp(record.error, title);
    } catch (thrown) {
      const error = asError(thrown);
      this.say([`${red}${editorSentence(error)}${usual}`]);
      offerHelp(error, title);
    } finally {
      this.run = null;
      surface.end();
      this.changed();
    }
  }

  private type(text: string): void {
    if (this.run !== null) {
      this.run.type(text);
      return;
    }
    if (text === '\r' || text.toLowerCase() === 'r') void this.start();
    else if (text === ctrlC || text.toLowerCase() === 'q') this.dispose();
  }

  private say(lines: readonly string[]): void {
    if (this.ended) return;
    const keys =
      this.surface.size === null ? [] : [`${dim}${l10n.t('Press Enter to run it again, Q to close.')}${usual}`];
    this.surface.show(['', ...lines, ...keys, ''].join('\r\n'));
  }
}
