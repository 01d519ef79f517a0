import type { DoctorLine } from '../../protocol/doctor.js';
import type { JailReport } from '../../protocol/wire/jail.js';
import { inWords, lineOf, missing, ok, warning, type Check } from '../check.js';
import { shownWalls, type ShownWalls } from '../trial.js';
import { judgeHost, judgeOpenFiles, lookAtHost, repairOfWall, type WallFacts, type WallName } from './hostWalls.js';
import { findContainer, userName } from './kvm.js';

const titles: Readonly<Record<WallName, string>> = {
  mountNamespace: 'wall: mount namespace',
  landlock: 'wall: Landlock',
  noNewPrivs: 'wall: no new privileges',
  rlimits: 'wall: resource limits',
  seccomp: 'wall: seccomp',
  descriptors: 'wall: descriptors',
  session: 'wall: session',
};

/** Which walls stand around a machine, as a vmm shows that is started for that and ended; else as the host lets expect. */
export const walls: Check = {
  id: 'wall',
  title: 'walls of the jail',
  look: async (context) => {
    const [facts, shown] = await Promise.all([findContainer().then(lookAtHost), shownWalls(context)]);
    const files = lineOf('files', 'open files', judgeOpenFiles(facts.openFiles, userName()));
    return [...judgeTrial(shown, facts), files];
  },
};

/** The lines of what a vmm showed. */
export function judgeTrial(shown: ShownWalls, facts: WallFacts): DoctorLine[] {
  const title = 'vmm';
  const expected = (): DoctorLine[] =>
    judgeHost(facts).map(({ wall, finding }) => lineOf(`wall.${wall}`, titles[wall], finding));
  switch (shown.kind) {
    case 'none':
      return expected();
    case 'failed': {
      const repair = inWords(
        'Run something in a sandbox for the whole of its words, and look at the lines of the native programs.',
      );
      return [lineOf('vmm', title, missing(`it does not start: ${shown.reason}`, repair)), ...expected()];
    }
    case 'up':
      return [
        lineOf('vmm', title, ok(`it starts and jails itself (${shown.hypervisor})`)),
        ...judgeReport(shown.walls, facts),
      ];
  }
}

function judgeReport(report: JailReport, facts: WallFacts): DoctorLine[] {
  return report.map(({ wall, state, detail }) => {
    const id = `wall.${wall}`;
    if (state === 'up') return lineOf(id, titles[wall], ok(detail === '' ? 'it stands' : detail));
    const how = state === 'audit' ? 'it only takes notes' : 'it does not stand';
    return lineOf(id, titles[wall], warning(`${how}: ${detail}`, repairOfWall(wall, facts)));
  });
}
