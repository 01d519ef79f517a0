import { leftRefReasons, repositoryProblems } from '../../../protocol/reviews/reasons.js';
import {
  type MovedRefs,
  type RefChange,
  type RefConflict,
  type RepositoryChange,
} from '../../../protocol/reviews/repository.js';
import { quoted } from '../../../protocol/reviews/quoted.js';
import { many, thousands } from '../../../protocol/reviews/words.js';
import { plain } from '../../../protocol/sentences/shown.js';

/** So much of an id is shown. */
const shownId = 8;
/** So many refs are shown. */
const mostRefs = 20;

const conflictReasons: Readonly<Record<RefConflict['host'], string>> = {
  appeared: 'it was made here, too',
  changed: 'it was moved here',
  gone: 'it is not there any more',
  checkedOut: 'it is checked out here',
};

/** What a run did in the repository, a line each: its branches and tags with their new commits, as `git log --oneline` has them. */
export function repositoryLines(repository: RepositoryChange | null | undefined): string[] {
  if (repository === null || repository === undefined) return [];
  const { refs, left, head, problem } = repository;
  const more = refs.length - mostRefs;
  return [
    'In the repository (.git):',
    ...(problem === null
      ? []
      : [`  Nothing can be taken over: ${repositoryProblems[problem.why]}${detailOf(problem.detail)}.`]),
    ...refs.slice(0, mostRefs).flatMap(refLines),
    ...(more > 0 ? [`  and ${thousands(more)} more; --json has all`] : []),
    ...left.first.map(({ name, why }) => `  ${quoted(name)} stays in the sandbox: ${leftRefReasons[why]}`),
    ...(left.count > left.first.length ? [`  and ${thousands(left.count - left.first.length)} more`] : []),
    ...(head === null
      ? []
      : [`  The sandbox has ${shownHead(head.after)} checked out; here it stays ${shownHead(head.before)}.`]),
  ];
}

function detailOf(detail: string): string {
  return detail === '' ? '' : ` (${plain(detail)})`;
}

function refLines(ref: RefChange): string[] {
  const rest = ref.commits - ref.log.length;
  return [
    `  ${kindOf(ref.name)} ${shownRef(ref.name)}: ${whatOf(ref)}`,
    ...ref.log.map(({ id, subject }) => `    ${id.slice(0, shownId)} ${plain(subject)}`),
    ...(rest > 0 ? [`    and ${thousands(rest)} more`] : []),
  ];
}

function whatOf({ before, after, commits, dropped }: RefChange): string {
  if (after === null) return `deleted (it was ${(before ?? '').slice(0, shownId)})`;
  const parts = [
    ...(commits > 0 ? [many(commits, 'new commit')] : []),
    ...(dropped > 0 ? [`${many(dropped, 'commit')} left behind`] : []),
  ];
  const at = before === null ? after.slice(0, shownId) : `${before.slice(0, shownId)}..${after.slice(0, shownId)}`;
  return [`${before === null ? 'new' : 'moved'}, ${at}`, ...parts].join(', ');
}

/** What became of branches and tags, a line each. */
export function movedLines(refs: MovedRefs | null | undefined): string[] {
  if (refs === null || refs === undefined) return [];
  const { moved, conflicts, checkedOut, problem } = refs;
  const stand = conflicts.some(({ host }) => host !== 'checkedOut');
  const more = moved.length - mostRefs;
  return [
    ...moved
      .slice(0, mostRefs)
      .map(
        ({ name, now }) =>
          `${kindOf(name, true)} ${shownRef(name)} is ${now === null ? 'deleted' : `now ${now.slice(0, shownId)}`}.`,
      ),
    ...(more > 0 ? [`And ${thousands(more)} more branches and tags.`] : []),
    ...(checkedOut === null
      ? []
      : [
          `${shownRef(checkedOut)} is checked out here, and the index is as it was: git status shows what the commits changed the other way`,
          'round. When the files are applied, too, refresh the index: git reset',
        ]),
    ...(conflicts.length === 0
      ? []
      : [
          stand ? 'No branch and no tag was moved, since these are not what they were:' : 'Left as it is:',
          ...conflicts.map(({ name, host }) => `  ${shownRef(name)}  (${conflictReasons[host]})`),
        ]),
    ...(problem === null ? [] : [`No branch and no tag was moved, since git refused it: ${plain(problem)}`]),
  ];
}

/** Whether every branch and tag that was asked for was moved. */
export function areAllMoved(refs: MovedRefs | null | undefined): boolean {
  return refs === null || refs === undefined || (refs.conflicts.length === 0 && refs.problem === null);
}

function kindOf(name: string, first = false): string {
  const kind = name.startsWith('refs/tags/') ? 'tag' : 'branch';
  return first ? `The ${kind}` : kind;
}

function shownRef(name: string): string {
  return quoted(name.replace(/^refs\/(?:heads|tags)\//, ''));
}

function shownHead(head: string): string {
  return head.startsWith('refs/') ? shownRef(head) : head.slice(0, shownId);
}
