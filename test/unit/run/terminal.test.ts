import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TerminalSize } from '../../../daemon/protocol/sandbox/session.js';
import { RunTerminal } from '../../../daemon/run/terminal.js';

const size = (rows: number): TerminalSize => ({ rows, cols: 80 });

describe('the terminal of a run', () => {
  test('has the latest size that was told before its process started', () => {
    const terminal = new RunTerminal(size(24));
    expect(terminal.size).toEqual(size(24));
    terminal.resize(size(30));
    terminal.resize(size(40));
    expect(terminal.size).toEqual(size(40));
  });

  test('brings a size that was told while its process started', () => {
    const terminal = new RunTerminal(size(24));
    const started = terminal.size;
    terminal.resize(size(30));
    const seen: TerminalSize[] = [];
    terminal.connect(started, async (to) => {
      seen.push(to);
      await sleep(0);
    });
    expect(seen).toEqual([size(30)]);
  });

  test('does not ask for the size that there is', () => {
    const terminal = new RunTerminal(size(24));
    const seen: TerminalSize[] = [];
    terminal.connect(size(24), async (to) => {
      seen.push(to);
      await sleep(0);
    });
    terminal.resize(size(24));
    expect(seen).toEqual([]);
  });

  test('asks a slow guest once more, for the latest of many', async () => {
    const terminal = new RunTerminal(size(1));
    const seen: TerminalSize[] = [];
    terminal.connect(size(1), async (to) => {
      seen.push(to);
      await sleep(20);
    });
    for (let rows = 2; rows <= 500; rows += 1) terminal.resize(size(rows));
    await sleep(80);
    expect(seen).toEqual([size(2), size(500)]);
  });

  test('goes on after a guest that refused', async () => {
    const terminal = new RunTerminal(size(1));
    const seen: TerminalSize[] = [];
    terminal.connect(size(1), async (to) => {
      seen.push(to);
      await sleep(0);
      throw new Error('refused');
    });
    terminal.resize(size(2));
    await sleep(10);
    terminal.resize(size(3));
    await sleep(10);
    expect(seen).toEqual([size(2), size(3)]);
  });

  test('of a compiler that has ended is the next process’s, with the size told meanwhile', async () => {
    const terminal = new RunTerminal(size(1));
    const [first, second]: TerminalSize[][] = [[], []];
    const into = (seen: TerminalSize[] | undefined) => async (to: TerminalSize) => {
      seen?.push(to);
      await sleep(0);
    };
    terminal.connect(size(1), into(first));
    terminal.disconnect();
    terminal.resize(size(9));
    expect(terminal.size).toEqual(size(9));
    terminal.connect(size(9), into(second));
    terminal.resize(size(10));
    await sleep(10);
    expect([first, second]).toEqual([[], [size(10)]]);
  });
});
