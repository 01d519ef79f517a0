import { constants } from 'node:os';

/** What signals to this command do to a run. */
export interface Interruptible {
  /** Passes a signal on to the program. */
  signal(signal: number): void;
  /** Ends the machine. */
  cancel(): void;
  /** Ends this command at once; its daemon then ends the machine. */
  abandon(): void;
}

/** Where signals come from: the process. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * The first SIGINT, SIGTERM or SIGQUIT goes to the program, which may end as it likes; the second ends the machine, and a third does
 * not even wait for that. A terminal that went away (SIGHUP) ends the machine at once.
 * @returns what stops the listening
 */
export function passSignals(run: Interruptible, source: SignalSource = process): () => void {
  let seen = 0;
  const steps = [run.signal.bind(run), run.cancel.bind(run), run.abandon.bind(run)] as const;
  const step = (signal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT') => (): void => {
    steps[Math.min(seen, 2)]?.(constants.signals[signal]);
    seen += 1;
  };
  const listeners = {
    SIGINT: step('SIGINT'),
    SIGTERM: step('SIGTERM'),
    SIGQUIT: step('SIGQUIT'),
    SIGHUP: (): void => {
      seen = Math.max(seen, 2);
      run.cancel();
    },
  } as const;
  const each = Object.entries(listeners) as [keyof typeof listeners, () => void][];
  for (const [signal, listener] of each) source.on(signal, listener);
  return () => {
    for (const [signal, listener] of each) source.off(signal, listener);
  };
}
