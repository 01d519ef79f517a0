import type { Budget } from '../sandbox/budget.js';
import type { DoctorLine } from '../protocol/doctor.js';
import type { Paths } from '../state/paths.js';
import { systemReason } from '../state/systemReason.js';

/** What the doctor needs to know of the daemon that it runs in. */
export interface DoctorContext {
  readonly paths: Paths;
  readonly env: NodeJS.ProcessEnv;
  readonly budget: Pick<Budget, 'used'>;
}

/** One thing that is looked at, whatever comes of the others. */
export interface Check {
  /** Of its lines, or what they begin with. */
  readonly id: string;
  readonly title: string;
  /** What was found; what it throws becomes a line. */
  readonly look: (context: DoctorContext) => Promise<readonly DoctorLine[]>;
}

/** What was found about one thing. */
export type Finding = Pick<DoctorLine, 'state' | 'detail' | 'repair' | 'command'>;

/** What to do: words, and the command in them that does it, if there is one. */
export interface Repair {
  readonly words: string;
  readonly command: string | null;
}

/** What a person has to think about. */
export const inWords = (words: string): Repair => ({ words, command: null });
/** What a command does. @param around what is said before it and after it */
export const byCommand = (command: string, [before, after] = ['', '']): Repair => ({
  words: `${before}${command}${after}`,
  command,
});

const found = (state: DoctorLine['state'], detail: string, repair: Repair | null): Finding => ({
  state,
  detail,
  repair: repair?.words ?? null,
  command: repair?.command ?? null,
});

/** It works. */
export const ok = (detail: string): Finding => found('ok', detail, null);
/** It works, and worse than it could. */
export const warning = (detail: string, repair: Repair | null): Finding => found('warning', detail, repair);
/** It does not work. */
export const missing = (detail: string, repair: Repair | null): Finding => found('missing', detail, repair);

/** How long a text of a report may be. */
const most = 4096;

/** The line of a finding, cut to what a report takes. */
export function lineOf(id: string, title: string, { state, detail, repair, command }: Finding): DoctorLine {
  return {
    id,
    title,
    state,
    detail: detail.slice(0, most),
    repair: repair?.slice(0, most) ?? null,
    // A piece of a command is another command.
    command: command !== null && command.length <= most ? command : null,
  };
}

/** A path as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/**
 * The lines of one check. It never throws, and never takes longer than it may: a check that cannot be made is a line too.
 * @param milliseconds how long it may take
 */
export async function examine(check: Check, context: DoctorContext, milliseconds: number): Promise<DoctorLine[]> {
  const unknown = (reason: string): DoctorLine =>
    lineOf(check.id, check.title, warning(`it could not be looked at: ${reason}`, null));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DoctorLine[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([unknown(`no answer within ${String(milliseconds / 1000)} s`)]);
    }, milliseconds);
  });
  try {
    return [...(await Promise.race([check.look(context), late]))];
  } catch (thrown) {
    return [unknown(systemReason(thrown))];
  } finally {
    clearTimeout(timer);
  }
}
