import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { type Surroundings } from '../surroundings.js';

/** Asks on a terminal; only a clear yes is one. @param question ends without its choices */
export async function agreed(question: string, { stdin, stderr }: Surroundings): Promise<boolean> {
  stderr.write(`${question} [y/N] `);
  // The terminal itself echoes what is typed.
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: false });
  try {
    const answer = await new Promise<string | null>((resolve) => {
      lines.once('line', resolve).once('close', () => {
        resolve(null);
      });
    });
    if (answer === null) stderr.write('\n');
    return /^\s*y(es)?\s*$/i.test(answer ?? '');
  } finally {
    lines.close();
  }
}
