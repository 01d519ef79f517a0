import { namesInWords } from '../../protocol/reviews/words.js';
import { type SandboxInfo } from '../../protocol/sandbox/sandbox.js';
import { say, type Surroundings } from '../surroundings.js';

/** Says what is hidden in a sandbox that has just started. */
export function tellHidden({ name, hidden }: SandboxInfo, around: Pick<Surroundings, 'stderr'>): void {
  if (hidden !== undefined && hidden.count > 0)
    say(around, `Hidden from the programs in ${name}: ${namesInWords(hidden)}.`);
}
