/** How long a start may take before anything is said about it, in milliseconds. */
const patience = 1000;

/** Says what a start is busy with, once it takes long. */
export class Waiting {
  private latest = '';
  private patient = true;
  private over = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly say: (sentence: string) => void) {
    this.timer = setTimeout(() => {
      this.patient = false;
      this.tell();
    }, patience);
  }

  /** A stage began. @param sentence may be empty */
  report(sentence: string): void {
    if (sentence !== '') this.latest = sentence;
    if (!this.patient) this.tell();
  }

  /** The program has something to say itself, or everything is over. */
  stop(): void {
    clearTimeout(this.timer);
    this.over = true;
  }

  private tell(): void {
    if (this.latest !== '' && !this.over) this.say(this.latest);
    this.latest = '';
  }
}
