import { l10n } from 'vscode';
import { missingWalls, reportOf } from '../../daemon/protocol/record/report.js';
import type { RunRecord } from '../../daemon/protocol/run.js';
import { editorWays } from '../ways.js';
import { modeWord } from '../workspace/chooseMode.js';

const dim = '\u001b[2m';
const red = '\u001b[31m';
const usual = '\u001b[0m';

/** How long something took, for people. @param milliseconds not negative */
export function spent(milliseconds: number): string {
  if (milliseconds < 60_000) return l10n.t('{0} s', (milliseconds / 1000).toFixed(1));
  const seconds = Math.round(milliseconds / 1000);
  return l10n.t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** How a run ended, a line each, with colours. */
export function endingOf(record: RunRecord): string[] {
  const lacking = missingWalls(record);
  return [
    ...reportOf(record, editorWays).map((line) => `${red}${line}${usual}`),
    ...(lacking === null ? [] : [`${dim}${lacking}${usual}`]),
    `${dim}${[howItEnded(record), ...where(record)].join(' · ')}${usual}`,
  ];
}

function howItEnded(record: RunRecord): string {
  const { accepted, started, ended } = record.timings;
  const said = outcomeOf(record);
  // What never ran took no time, whatever its boot did.
  return ended === null || record.outcome === 'failed'
    ? said
    : l10n.t('{0} after {1}', said, spent(ended - (started ?? accepted ?? 0)));
}

function outcomeOf({ outcome, exitCode, signal, status }: RunRecord): string {
  switch (outcome) {
    case 'exited':
      return l10n.t('Exit code {0}', String(exitCode));
    case 'signalled':
      return l10n.t('Ended by signal {0} (exit code {1})', String(signal), String(status));
    case 'timedOut':
      return l10n.t('Its time was up');
    case 'cancelled':
      return l10n.t('Stopped');
    case 'failed':
      return l10n.t('It did not run');
  }
}

function where({ kernel, hypervisor, mode }: RunRecord): string[] {
  return [
    // Names, the same in every language.
    ...(kernel === null || hypervisor === null ? [] : [`microVM (${hypervisor}), Linux ${kernel}`]),
    mode === 'none' ? l10n.t('folder: none') : l10n.t('folder: {0}', modeWord(mode)),
  ];
}
