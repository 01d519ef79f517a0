import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { passSignals } from '../../../../daemon/cli/program/interrupts.js';

function listening() {
  const done: string[] = [];
  const source = new EventEmitter();
  const stop = passSignals(
    {
      signal: (signal) => done.push(`signal ${String(signal)}`),
      cancel: () => done.push('cancel'),
      abandon: () => done.push('abandon'),
    },
    source,
  );
  return { done, source, stop };
}

describe('signals to the command', () => {
  test.each([
    ['SIGINT', 2],
    ['SIGQUIT', 3],
    ['SIGTERM', 15],
  ])('the first %s goes to the program', (name, number) => {
    const { done, source } = listening();
    source.emit(name);
    expect(done).toEqual([`signal ${String(number)}`]);
  });

  test('the second ends the machine, the third does not wait for that', () => {
    const { done, source } = listening();
    source.emit('SIGINT');
    source.emit('SIGINT');
    source.emit('SIGINT');
    source.emit('SIGINT');
    expect(done).toEqual(['signal 2', 'cancel', 'abandon', 'abandon']);
  });

  test('different ones count together', () => {
    const { done, source } = listening();
    source.emit('SIGINT');
    source.emit('SIGTERM');
    expect(done).toEqual(['signal 2', 'cancel']);
  });

  test('a terminal that went away ends the machine at once', () => {
    const { done, source } = listening();
    source.emit('SIGHUP');
    source.emit('SIGINT');
    expect(done).toEqual(['cancel', 'abandon']);
  });

  test('after the run nothing listens any more', () => {
    const { source, stop } = listening();
    stop();
    expect(source.eventNames()).toEqual([]);
  });
});
