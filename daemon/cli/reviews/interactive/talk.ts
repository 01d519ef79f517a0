import { createInterface, type Interface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { isColoured, type Surroundings } from '../../surroundings.js';
import { type Place } from '../places.js';

/** Somebody who is asked. */
export interface Talk {
  readonly place: Place;
  readonly coloured: boolean;
  /** @returns the line that was answered, without spaces around; null when there is no more to come */
  ask(question: string): Promise<string | null>;
  show(text: string): void;
}

/** The lines of a stream, one at a time. */
export class Lines {
  private readonly lines: Interface;
  private readonly iterator: AsyncIterator<string, undefined>;

  constructor(stdin: Readable) {
    // The terminal itself echoes what is typed.
    const nowhere = new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    this.lines = createInterface({ input: stdin, output: nowhere, terminal: false, crlfDelay: Infinity });
    this.iterator = this.lines[Symbol.asyncIterator]();
  }

  /** The next one; null at the end. */
  async next(): Promise<string | null> {
    const next = await this.iterator.next();
    return next.done === true ? null : next.value;
  }

  close(): void {
    this.lines.close();
  }
}

/** Does something with whoever is at standard input, on a terminal or not. @param out where it is asked */
export async function talking<T>(
  around: Surroundings,
  place: Place,
  out: Surroundings['stdout'],
  work: (talk: Talk) => Promise<T>,
): Promise<T> {
  const lines = new Lines(around.stdin);
  const coloured = out === around.stdout && isColoured(around);
  const show = (text: string): void => void out.write(text);
  const ask = async (question: string): Promise<string | null> => {
    show(coloured ? `\u001b[1;34m${question}\u001b[m ` : `${question} `);
    const answer = await lines.next();
    if (answer === null) show('\n');
    return answer?.trim() ?? null;
  };
  try {
    return await work({ place, coloured, ask, show });
  } finally {
    lines.close();
  }
}
