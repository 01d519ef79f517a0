import { EventEmitter, once } from 'node:events';
import { constants } from 'node:os';

const listened = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** Where signals come from: the process. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** Waits for what would end this command: keys are the program's while a terminal is attached, so these come from elsewhere. */
export function awaitSignal(source: SignalSource = process): { arrived: Promise<number>; stop: () => void } {
  const arrivals = new EventEmitter<{ arrived: [number] }>();
  const arrived = once(arrivals, 'arrived').then(([signal]) => Number(signal));
  const listeners = listened.map((name) => ({
    name,
    listener: () => {
      arrivals.emit('arrived', constants.signals[name]);
    },
  }));
  for (const { name, listener } of listeners) source.on(name, listener);
  return {
    arrived,
    stop: () => {
      for (const { name, listener } of listeners) source.off(name, listener);
    },
  };
}
