import type { Disposable } from 'vscode';

/** What is disposed of together, the last first. What comes after the end is disposed of at once. */
export class Lifetime implements Disposable {
  private readonly held: Disposable[] = [];
  private ended = false;

  /** Holds a disposable until the end. @returns it */
  hold<T extends Disposable>(one: T): T {
    if (this.ended) one.dispose();
    else this.held.push(one);
    return one;
  }

  dispose(): void {
    this.ended = true;
    for (let one = this.held.pop(); one !== undefined; one = this.held.pop()) one.dispose();
  }
}
