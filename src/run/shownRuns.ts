import { window, type Disposable } from 'vscode';
import { setContextKey } from '../contextKeys.js';
import type { ShownRun } from './shownRun.js';

/** How many channels are kept, which nobody closes as one closes a terminal. */
const most = 16;

/** The runs of this window, by what they run. */
export class ShownRuns implements Disposable {
  private readonly shown = new Map<string, ShownRun>();
  private latest: ShownRun | null = null;
  private readonly listener = window.onDidChangeActiveTerminal(() => {
    this.update();
  });

  /** The one with that key, if it is still shown. */
  at(key: string): ShownRun | undefined {
    const run = this.shown.get(key);
    if (run !== undefined) this.latest = run;
    return run;
  }

  add(key: string, run: ShownRun): void {
    this.shown.set(key, run);
    this.latest = run;
    const channels = [...this.shown].filter(([, { surface }]) => surface.terminal === null);
    for (const [oldest, one] of channels.slice(0, -most)) {
      if (one.goesOn) continue;
      this.shown.delete(oldest);
      one.dispose();
    }
  }

  /** The one that the user looks at, else the latest. */
  current(): ShownRun | null {
    return this.active() ?? this.latest;
  }

  /** To be called whenever one began, ended or was closed. */
  readonly update = (): void => {
    for (const [key, run] of this.shown) if (run.closed) this.shown.delete(key);
    if (this.latest?.closed === true) this.latest = null;
    const run = this.active();
    setContextKey('bellglass.runShown', run !== null);
    setContextKey('bellglass.runGoesOn', run?.goesOn === true);
  };

  dispose(): void {
    this.listener.dispose();
    for (const run of this.shown.values()) run.dispose();
    this.shown.clear();
  }

  private active(): ShownRun | null {
    const { activeTerminal } = window;
    if (activeTerminal === undefined) return null;
    return [...this.shown.values()].find(({ surface }) => surface.terminal === activeTerminal) ?? null;
  }
}
