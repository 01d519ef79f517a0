import { spread } from '../statistics.js';
import type { WideRow } from '../table.js';
import { users, type Cost } from './meter.js';

/** Each stage's time over all runs with the medians of everybody's CPU beside it, and the whole of a run. */
export function costRows(runs: readonly (readonly Cost[])[]): WideRow[] {
  const stages = [...new Set(runs.flatMap((run) => run.map(({ stage }) => stage)))];
  return [
    ...stages.map((what) =>
      rowOf(
        what,
        runs.map((run) => sum(run.filter(({ stage }) => stage === what))),
      ),
    ),
    rowOf('whole', runs.map(sum)),
  ];
}

function sum(costs: readonly Cost[]): Omit<Cost, 'stage'> {
  const total = (value: (cost: Cost) => number): number => costs.map(value).reduce((a, b) => a + b, 0);
  const cpu = { daemon: 0, vmm: 0, 'file servers': 0, hypervisor: 0, guest: 0 };
  for (const user of users) cpu[user] = total((cost) => cost.cpu[user]);
  return { time: total(({ time }) => time), cpu };
}

function rowOf(what: string, costs: readonly Omit<Cost, 'stage'>[]): WideRow {
  const further = users.map((user) => spread(costs.map(({ cpu }) => cpu[user])).median);
  return { what, unit: 'ms', values: spread(costs.map(({ time }) => time)), further };
}
