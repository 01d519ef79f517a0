import type { Talk } from '../../../../../daemon/cli/reviews/interactive/talk.js';

/** Somebody who gives these answers and then no more, and all that they were shown. */
export interface Talker extends Talk {
  readonly seen: () => string;
  /** The questions alone. */
  readonly questions: readonly string[];
}

/** Somebody without colours, whose directory is the workspace. */
export function talker(...answers: readonly string[]): Talker {
  const left = [...answers];
  const questions: string[] = [];
  let text = '';
  const show = (more: string): void => {
    text += more;
  };
  return {
    place: { workspace: '/w', cwd: '/w' },
    coloured: false,
    show,
    ask: async (question) => {
      questions.push(question);
      show(`${question}\n`);
      return await Promise.resolve(left.shift() ?? null);
    },
    seen: () => text,
    questions,
  };
}

/** Text as a daemon sends it. */
export const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
