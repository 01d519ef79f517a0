import type { DoctorLine } from '../../daemon/protocol/doctor.js';

/** The worst first; within one state in the doctor's order. */
export function worstFirst(lines: readonly DoctorLine[]): DoctorLine[] {
  const rank = { missing: 0, warning: 1, ok: 2 };
  return [...lines].sort((one, other) => rank[one.state] - rank[other.state]);
}

/** How many lines are not as they should be. */
export function count(lines: readonly DoctorLine[]): { missing: number; warning: number } {
  const of = (state: DoctorLine['state']): number => lines.filter((line) => line.state === state).length;
  return { missing: of('missing'), warning: of('warning') };
}

/** What makes texts of the user's language; vscode's `l10n`. */
export interface Translation {
  readonly t: (message: string, ...args: number[]) => string;
}

/** How many things are not as they should be, for people. Every plural is a message of its own, since languages differ in them. */
export function headline({ missing, warning }: ReturnType<typeof count>, l10n: Translation): string {
  if (missing === 0 && warning === 0) return l10n.t('Bellglass: everything works');
  if (missing === 0)
    return warning === 1
      ? l10n.t('Bellglass: everything works, 1 thing could be better')
      : l10n.t('Bellglass: everything works, {0} things could be better', warning);
  if (warning === 0)
    return missing === 1
      ? l10n.t('Bellglass: 1 thing does not work')
      : l10n.t('Bellglass: {0} things do not work', missing);
  return missing === 1
    ? l10n.t('Bellglass: 1 thing does not work, {0} could be better', warning)
    : l10n.t('Bellglass: {0} things do not work, {1} could be better', missing, warning);
}
