import { setTimeout as sleep } from 'node:timers/promises';

/** Characters that a window is given at a time, and the pause after them in milliseconds. */
const burst = 128 * 1024;
const pause = 20;

/**
 * Gives a window no more text than it can show. VS Code tells nobody that its terminals and channels are behind: whatever is written is kept until it was drawn,
 * so a program that floods its output would fill the window's memory.
 */
export class Pace {
  private room = burst;

  constructor(private readonly show: (text: string) => void) {}

  /** Shows a text, piece by piece. @returns when there is room for more */
  async write(text: string): Promise<void> {
    for (let at = 0; at < text.length; at += burst) {
      const piece = text.slice(at, at + burst);
      this.show(piece);
      this.room -= piece.length;
      if (this.room > 0) continue;
      await sleep(pause);
      this.room = burst;
    }
  }
}
