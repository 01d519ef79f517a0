import type { KeptSandboxes } from '../../kept/keptSandboxes.js';
import { measure, processesOf } from '../../kept/measure.js';
import type { Result } from '../../protocol/methods.js';
import type { sandboxMethods } from '../../protocol/sandbox/methods.js';
import { keep, refuseWhenStopping, type Calls } from './caller.js';

/** The calls of kept sandboxes. */
export const sandboxCalls: Calls<Exclude<keyof typeof sandboxMethods, `session.${string}`>> = {
  'sandbox.create': async ({ name, settings }, caller) => {
    refuseWhenStopping(caller);
    return await (await (await caller.kept()).create(name, settings)).info();
  },
  'sandbox.start': async ({ sandbox }, caller) => {
    refuseWhenStopping(caller);
    const kept = (await caller.kept()).find(sandbox);
    await kept.start();
    return await kept.info();
  },
  'sandbox.stop': async ({ sandbox, graceMs }, caller) => {
    const kept = (await caller.kept()).find(sandbox);
    await kept.stop('asked', graceMs);
    return await kept.info();
  },
  'sandbox.restart': async ({ sandbox, graceMs }, caller) => {
    refuseWhenStopping(caller);
    const kept = (await caller.kept()).find(sandbox);
    await kept.restart(graceMs);
    return await kept.info();
  },
  'sandbox.remove': async ({ sandbox, force }, caller) => {
    await (await caller.kept()).find(sandbox).remove(force);
    return {};
  },
  'sandbox.rename': async ({ sandbox, name }, caller) => {
    return await (await (await caller.kept()).rename(sandbox, name)).info();
  },
  'sandbox.list': async (_params, caller) => await listOf(await caller.kept()),
  'sandbox.watch': async (_params, { kept: open, watch, presence }) => {
    const kept = await open();
    watch.begin(kept);
    const list = await listOf(kept);
    watch.answer(list.sandboxes.map(({ id }) => id));
    presence.watch();
    return list;
  },
  'sandbox.inspect': async ({ sandbox }, caller) => await (await caller.kept()).find(sandbox).info(),
  'sandbox.stats': async ({ sandbox }, caller) => await measure((await caller.kept()).find(sandbox)),
  'sandbox.top': async ({ sandbox }, caller) => ({
    processes: await processesOf((await caller.kept()).find(sandbox)),
  }),
  'sandbox.console': async ({ sandbox }, caller) => ({ text: await (await caller.kept()).find(sandbox).console() }),
  'sandbox.run': async ({ name, settings, process, terminal }, caller) => {
    refuseWhenStopping(caller);
    const { sandbox, session } = await (await caller.kept()).run(name, settings, process, terminal);
    return { sandbox: await sandbox.info(), session };
  },
  'exec.start': async (request, caller) => {
    refuseWhenStopping(caller);
    return keep(caller, caller.runs.exec(request, (await caller.kept()).find(request.sandbox)));
  },
};

async function listOf(kept: KeptSandboxes): Promise<Result<'sandbox.list'>> {
  const sandboxes = await Promise.all(kept.all().map(async (sandbox) => await sandbox.info()));
  return { sandboxes, notices: [...kept.notices] };
}
