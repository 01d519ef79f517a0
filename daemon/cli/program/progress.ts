/** How long a start may take before anything is said about it, in milliseconds. */
const patience = 1000;

/** Where people read; only a terminal is told of progress. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says what a start is busy with, on a terminal, once it takes long. */
export class Progress {
  private latest = '';
  private patient = true;
  private readonly timer: NodeJS.Timeout | null;

  constructor(private readonly terminal: Terminal) {
    this.timer = terminal.isTTY === true ? setTimeout(this.loseHeart, patience) : null;
  }

  /** A stage began; `message` is a sentence, or empty. */
  report(message: string): void {
    if (message === '') return;
    this.latest = message;
    if (!this.patient) this.print();
  }

  /** The program has something to say itself, or everything is over. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.latest = '';
    this.patient = true;
  }

  private readonly loseHeart = (): void => {
    this.patient = false;
    this.print();
  };

  private print(): void {
    if (this.latest !== '') this.terminal.write(`bellglass: ${this.latest}\n`);
    this.latest = '';
  }
}
