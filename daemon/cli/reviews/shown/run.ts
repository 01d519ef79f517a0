import { missingWalls, reportOf } from '../../../protocol/record/report.js';
import { type RunReview } from '../../../protocol/reviews/change.js';
import { type InspectedRun } from '../../../protocol/reviews/methods.js';
import { quoted } from '../../../protocol/reviews/quoted.js';
import { attentionReasons } from '../../../protocol/reviews/reasons.js';
import {
  attentionInWords,
  countsInWords,
  many,
  namesInWords,
  refusedInWords,
  thousands,
} from '../../../protocol/reviews/words.js';
import { type RunRecord } from '../../../protocol/run.js';
import { kibibytes, span } from '../../show/amounts.js';
import { safe } from '../../show/safe.js';
import { outputLines, programRows } from './details.js';
import { repositoryLines } from './repository.js';
import { stateOf, statusOf } from './runTable.js';
import { argument } from './word.js';

type Row = readonly [head: string, value: string];

/** What is known of a run, a line each; what was said at its end stands below. @param now in milliseconds since 1970 */
export function runShown({ record, applications, details = null }: InspectedRun, now: number): string {
  const rows = [
    ...whatRan(record, now),
    ...howItWent(record),
    ...programRows(details),
    ...changesOf(record, applications),
  ];
  const width = Math.max(...rows.map(([head]) => head.length)) + 2;
  const walls = missingWalls(record);
  const said = [...repositoryLines(record.review?.repository), ...reportOf(record), ...(walls === null ? [] : [walls])];
  const output = outputLines(details);
  return [
    ...rows.map(([head, value]) => `${head.padEnd(width)}${safe(value)}`),
    ...(said.length === 0 ? [] : ['', ...said]),
    ...(output.length === 0 ? [] : ['', ...output]),
    '',
  ].join('\n');
}

function whatRan(record: RunRecord, now: number): Row[] {
  const machine = [record.hypervisor, record.kernel === null ? null : `Linux ${record.kernel}`];
  const known = machine.filter((part) => part !== null);
  return [
    ['Run', record.id],
    ['Command', record.command.map(argument).join(' ')],
    ['Image', record.image],
    ['Mode', record.mode],
    ...(record.network === undefined ? [] : [['Network', record.network] as const]),
    ['Workspace', record.workspace ?? '-'],
    ...(known.length === 0 ? [] : [['Machine', known.join(', ')] as const]),
    ['Started', `${record.startedAt} (${span(now - Date.parse(record.startedAt))} ago)`],
  ];
}

function howItWent(record: RunRecord): Row[] {
  const { started, firstOutput, ended } = record.timings;
  const own = started === null || ended === null ? '' : ` (the program ${seconds(ended - started)})`;
  const { userMicros, systemMicros, maxRssKiB } = record;
  return [
    ['First output', firstOutput === null ? '-' : `after ${seconds(firstOutput)}`],
    ['Duration', ended === null ? '-' : `${seconds(ended)}${own}`],
    ['Status', statusOf(record)],
    ['Peak memory', maxRssKiB === null ? '-' : kibibytes(maxRssKiB)],
    [
      'CPU time',
      userMicros === null || systemMicros === null
        ? '-'
        : `${seconds(userMicros / 1000)} user, ${seconds(systemMicros / 1000)} system`,
    ],
  ];
}

function changesOf({ review, hidden: refused }: RunRecord, applications: number): Row[] {
  if (review === null)
    return [
      ['Changes', '- (not kept apart)'],
      ...(refused === undefined ? [] : [['Hidden', unseen(refused)] as const]),
    ];
  const { counts, notable = [], ignoredIn, full, hidden, unreadable, inHistory = [] } = review;
  const parts =
    counts === null
      ? []
      : [countsInWords(counts, ignoredIn), attentionInWords(counts.attention), refusedInWords(counts.refused)];
  const said = parts.filter((part) => part !== '').join('; ');
  return [
    [
      'Changes',
      said === '' || review.state === 'none' ? stateOf(review) : `${stateOf({ ...review, counts: null })} (${said})`,
    ],
    ...(applications === 0 ? [] : [['Applied', many(applications, 'time')] as const]),
    ...notable.map(
      ({ path, attention }) => ['Needs a look', `${quoted(path)} (${attentionReasons[attention]})`] as const,
    ),
    ...(full === undefined
      ? []
      : [['Disk', `full (${thousands(full.sizeMiB)} MiB; "changesMiB" in config.json)`] as const]),
    ['Hidden', unseen(hidden)],
    ...(inHistory.length === 0
      ? []
      : [
          [
            'In git',
            `${namesInWords({ count: inHistory.length, paths: inHistory })} (the program could read it there)`,
          ] as const,
        ]),
    ['Unreadable', unseen(unreadable)],
  ];
}

function unseen(noted: RunReview['hidden']): string {
  return noted.count === 0 ? 'nothing' : `${thousands(noted.count)}: ${namesInWords(noted)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
