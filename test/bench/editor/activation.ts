import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Workbench } from '../../helpers/vscode/workbench.js';
import { spread } from '../statistics.js';
import type { Row } from '../table.js';
import { type Activation, activationOf } from './startupTable.js';

/** One round: a window load with each of the extensions alone. */
export interface ActivationRound {
  readonly ours: Activation;
  readonly empty: Activation;
  readonly emptyModule: Activation;
}

/** The ids of the extensions, all of them installed. */
export type ExtensionIds = Readonly<Record<keyof ActivationRound, string>>;

const entries = z.array(z.looseObject({ identifier: z.looseObject({ id: z.string() }) }));

/**
 * Loads the window again and again, each time with one of the extensions and VS Code's own: others that start at the same moment would be measured
 * along. The first round only fills caches. All of them are installed again afterwards.
 */
export async function measureActivation(
  workbench: Workbench,
  ids: ExtensionIds,
  count: number,
): Promise<ActivationRound[]> {
  const list = `${workbench.place.extensions}/extensions.json`;
  const all = readFileSync(list, 'utf8');
  const installed = entries.parse(JSON.parse(all));
  const alone = async (id: string): Promise<Activation> => {
    const left = installed.filter(({ identifier }) => identifier.id === id);
    if (left.length !== 1) throw new Error(`${id} is not installed`);
    workbench.session.write(list, JSON.stringify(left));
    await workbench.openFolder(workbench.session.workspace);
    return await activationOf(workbench, id);
  };
  const rounds: ActivationRound[] = [];
  for (let index = 0; index <= count; index++) {
    const measured: Partial<Record<keyof ActivationRound, Activation>> = {};
    const order = ['ours', 'empty', 'emptyModule'] as const;
    for (const which of index % 2 === 0 ? order : order.toReversed()) measured[which] = await alone(ids[which]);
    const { ours, empty, emptyModule } = measured;
    if (index > 0 && ours && empty && emptyModule) rounds.push({ ours, empty, emptyModule });
  }
  workbench.session.write(list, all);
  return rounds;
}

/** The figures, and the differences. */
export function activationRows(rounds: readonly ActivationRound[]): Row[] {
  const row = (what: string, value: (round: ActivationRound) => number): Row => ({
    what,
    unit: 'ms',
    values: spread(rounds.map(value)),
  });
  const whole = ({ load, call, finish }: Activation): number => load + call + finish;
  return [
    row('Bellglass (the aim: 50)', ({ ours }) => whole(ours)),
    row('of it: its code is loaded', ({ ours }) => ours.load),
    row('of it: activate()', ({ ours }) => ours.call + ours.finish),
    row('an empty extension', ({ empty }) => whole(empty)),
    row('an empty extension that is an ES module too', ({ emptyModule }) => whole(emptyModule)),
    row('Bellglass above the empty one', ({ ours, empty }) => whole(ours) - whole(empty)),
    row('Bellglass above the empty ES module', ({ ours, emptyModule }) => whole(ours) - whole(emptyModule)),
  ];
}
