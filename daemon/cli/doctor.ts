import { connectDaemon } from '../client/connect.js';
import type { DoctorLine, DoctorReport } from '../protocol/doctor.js';
import { asError } from '../protocol/errors.js';
import { sentence } from '../protocol/sentences.js';
import { plain } from '../protocol/sentences/shown.js';
import { isColoured, type Surroundings } from './surroundings.js';

/** What `bellglass doctor` exits with when something does not work. */
const somethingMissing = 1;

/** How a state is shown, and its colour as a terminal takes it. */
const marks = {
  ok: { word: 'ok  ', colour: 32 },
  warning: { word: 'warn', colour: 33 },
  missing: { word: 'MISS', colour: 31 },
} as const;

/** `bellglass doctor`: what works here and what does not, with what to do. A daemon that cannot be reached is a report too. */
export async function doctorCommand(json: boolean, around: Pick<Surroundings, 'stdout' | 'env'>): Promise<number> {
  const report = await askDoctor(around.env);
  around.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report, isColoured(around)));
  return report.lines.some(({ state }) => state === 'missing') ? somethingMissing : 0;
}

async function askDoctor(env: NodeJS.ProcessEnv): Promise<DoctorReport> {
  try {
    const daemon = await connectDaemon({ client: 'cli', env });
    try {
      return await daemon.call('doctor', {});
    } finally {
      daemon.close();
    }
  } catch (thrown) {
    const detail = sentence(asError(thrown)).slice(0, 4096);
    return { lines: [{ id: 'daemon', title: 'daemon', state: 'missing', detail, repair: null, command: null }] };
  }
}

/** The report for people: a line each, what to do below it, and how many need something. */
export function describe({ lines }: DoctorReport, coloured: boolean): string {
  const width = Math.max(0, ...lines.map(({ title }) => plain(title).length));
  const shown = lines.flatMap(({ state, title, detail, repair }) => {
    const { word, colour } = marks[state];
    const mark = coloured ? `\u001b[${String(colour)}m${word}\u001b[0m` : word;
    const line = `${mark}  ${plain(title).padEnd(width)}  ${plain(detail)}`;
    return repair === null ? [line] : [line, `      -> ${plain(repair)}`];
  });
  return [...shown, summary(lines), ''].join('\n');
}

function summary(lines: readonly DoctorLine[]): string {
  const count = (state: DoctorLine['state']): number => lines.filter((line) => line.state === state).length;
  const [worse, absent] = [count('warning'), count('missing')];
  if (worse + absent === 0) return 'Everything works.';
  const parts = [
    ...(absent === 0 ? [] : [`${String(absent)} ${absent === 1 ? 'does' : 'do'} not work`]),
    ...(worse === 0 ? [] : [`${String(worse)} could be better`]),
  ];
  return `Of ${String(lines.length)} things ${parts.join(', ')}.`;
}
