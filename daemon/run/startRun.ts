import { findNatives } from '../machine/natives.js';
import type { RunDetails } from '../protocol/record/details.js';
import type { RunCommand, RunRecord } from '../protocol/run.js';
import { allowedBy, type Ticket } from '../sandbox/budget.js';
import { advised } from '../sandbox/advised.js';
import { checkLimits, wordsOf } from '../sandbox/limits.js';
import { bootContext } from '../sandbox/pickHypervisor.js';
import { resolveImage } from '../sandbox/resolveImage.js';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { readSettings } from '../state/settings.js';
import { resolveMounts } from '../workspace/mounts.js';
import { resolveWorkspace } from '../workspace/workspace.js';
import type { OpenReview } from '../review/openReview.js';
import { hideShared } from '../review/hideShared.js';
import type { ActiveRun } from './activeRun.js';
import { bootMarks, hypervisorOf } from './boot.js';
import type { RunContext } from './context.js';
import { execute } from './execute.js';
import { inspectFile, inspectGiven, type ProgramFile } from './program/programFile.js';
import type { PastRuns } from './past/pastRuns.js';
import { watched, witnessed } from './programs.js';
import { RecordDraft } from './recordDraft.js';
import { closeReview, openReviewOf, unread } from './past/reviewed.js';

/** What is known of a run at its end. */
interface Ended {
  readonly record: RunRecord;
  readonly details: RunDetails | null;
}

/**
 * The recipe of a run, from its request to its record. It never throws: what goes wrong is in the record. Whatever happens,
 * nothing runs on the host, and nothing of the machine is left when it resolves.
 */
export async function startRun(run: ActiveRun, context: RunContext, past: PastRuns): Promise<Ended> {
  const { request } = run;
  const draft = new RecordDraft(run);
  let sandbox: Sandbox | null = null;
  let file: ProgramFile | null = null;
  let ticket: Ticket | null = null;
  let review: OpenReview | null = null;
  try {
    const settings = await readSettings(context.paths.settings);
    const cpus = request.cpus ?? settings.cpus;
    const args = request.command.kind === 'argv' ? request.command.argv : request.command.args;
    const memoryMiB = checkLimits(request.memoryMiB ?? settings.memoryMiB, cpus, wordsOf(args, request.env));
    const own = [context.paths.runtime, context.paths.state, context.paths.cache];
    const resolved = await resolveWorkspace(request.workspace, request.allowBroadWorkspace, own);
    draft.workspace = resolved?.path ?? null;
    const mounts = await resolveMounts(request.mounts, resolved, request.allowBroadWorkspace, own);
    const natives = findNatives(context.env);
    const image = await resolveImage(request.image, natives.initramfs, context.paths.cache);
    const shared = [...image.shares.map(({ path }) => path), ...(resolved === null ? [] : [resolved.path])];
    draft.imageId = image.id;
    file = await fileOf(request.command, shared, mounts.targets);
    const hypervisor = await hypervisorOf(run, natives, context);
    draft.hypervisor = hypervisor.name;
    const hiding = { program: natives.fs, more: settings.hidden };
    const workspace = await hideShared(resolved, hiding, run.stopped);
    draft.hidden = workspace?.hidden;
    context.budget.allow(allowedBy(settings));
    ticket = context.budget.take(memoryMiB, cpus ?? hypervisor.usualCpus);
    review = await openReviewOf(run, workspace, settings, natives, context);
    if (review !== null) await past.save(draft.beforehand(unread(review)));
    run.progress({ stage: 'boot', message: '' });
    const { kernel } = natives;
    const parts = { image, workspace, mounts, kept: null, review: review?.parts ?? null };
    const wish = { ...parts, hypervisor, kernel, cpus, memoryMiB };
    sandbox = await createSandbox(wish, bootContext(natives, context), run.stopped, bootMarks(run, draft));
    draft.mark('booted');
    draft.kernel = sandbox.kernel;
    endWithClient(run, sandbox);
    await watched(sandbox, context.log);
    review?.edits.follow({ session: sandbox.session, target: review.parts.target });
    draft.finish(await execute(run, sandbox, file, draft));
  } catch (thrown) {
    // What breaks because the run was ended says nothing about why.
    if (run.stopped.aborted) draft.fail(run.stopped.reason);
    else draft.fail(sandbox === null ? await advised(thrown, context.advise) : await sandbox.explain(thrown));
  }
  if (sandbox !== null) draft.walls = await sandbox.walls();
  run.endStreams();
  draft.programs = await witnessed(sandbox, context.log);
  if (review !== null) draft.review = await closeReview(review, sandbox, context.log);
  await sandbox?.remove();
  ticket?.release();
  await file?.content?.close();
  run.machine = null;
  return { record: draft.close(), details: draft.details() };
}

async function fileOf(
  command: RunCommand,
  shared: readonly string[],
  targets: readonly string[],
): Promise<ProgramFile | null> {
  if (command.kind === 'argv') return null;
  const { path, content } = command;
  return content === null
    ? await inspectFile(path, shared)
    : await inspectGiven(path, content, [...shared, ...targets]);
}

// Who is gone has no use for the machine: what still waits for it fails at once. A run whose time is up still hands over its output.
function endWithClient(run: ActiveRun, sandbox: Sandbox): void {
  run.stopped.throwIfAborted();
  const end = (): void => {
    if (run.stoppedBy !== 'timedOut') void sandbox.remove();
  };
  run.stopped.addEventListener('abort', end, { once: true });
}
