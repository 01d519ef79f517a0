import type { RunTimings } from '../../../daemon/protocol/run.js';
import { spread } from '../statistics.js';
import type { Row, WideRow } from '../table.js';
import type { ClickRound } from './clicks.js';

type Measured = ClickRound[keyof ClickRound];

/** The whole of each way, and its ratio to the command. */
export function clickRows(rounds: readonly ClickRound[]): Row[] {
  const row = (what: string, value: (round: ClickRound) => number, unit = 'ms'): Row => ({
    what,
    unit,
    values: spread(rounds.map(value)),
  });
  return [
    row('bellglass run FILE on a terminal, from its process', ({ command }) => command.shown),
    row('the click that opens the terminal', ({ fresh }) => fresh.shown),
    row('ratio', ({ fresh, command }) => fresh.shown / command.shown, '×'),
    row('the click when it is open', ({ again }) => again.shown),
    row('ratio', ({ again, command }) => again.shown / command.shown, '×'),
    row('a click that opens it → the terminal’s first line', ({ fresh }) => fresh.heading),
    row('a click when it is open → the terminal’s first line', ({ again }) => again.heading),
  ];
}

/** What the further figures of `stageRows` are. */
export const stageColumns = ['click, open', 'the command'] as const;

/** The stages of a click that opens the terminal, and beside them the medians of the two others. */
export function stageRows(rounds: readonly ClickRound[]): WideRow[] {
  const row = (what: string, value: (measured: Measured) => number): WideRow => {
    const of = (which: keyof ClickRound) => spread(rounds.map((round) => value(round[which])));
    return { what, unit: 'ms', values: of('fresh'), further: [of('again').median, of('command').median] };
  };
  const at = ({ run }: Measured, stage: keyof RunTimings): number => run.timings[stage] ?? Number.NaN;
  const between = (from: keyof RunTimings, to: keyof RunTimings) => (one: Measured) => at(one, to) - at(one, from);
  const accepted = ({ run, began }: Measured): number => run.accepted - began;
  return [
    row('click, or the command’s start → accepted by the daemon', accepted),
    row('→ vmm spawned', between('accepted', 'spawned')),
    row('→ the agent greeted', between('spawned', 'agent')),
    row('→ booted', between('agent', 'booted')),
    row('→ the program started', between('booted', 'started')),
    row('→ its first output at the daemon', between('started', 'firstOutput')),
    row('→ shown', (one) => one.shown - accepted(one) - at(one, 'firstOutput')),
    row('all that is not the machine', (one) => one.shown - (at(one, 'firstOutput') - at(one, 'spawned'))),
  ];
}
