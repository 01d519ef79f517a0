import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../../../daemon/review/apply/apply.js';
import { undoPlan } from '../../../../daemon/review/apply/execute.js';
import { Host } from '../../../../daemon/review/apply/host.js';
import { planOf, type Plan } from '../../../../daemon/review/apply/plan.js';
import { BaseBytes } from '../../../../daemon/review/base/bytes.js';
import type { Source } from '../../../../daemon/review/collect.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { tries } from '../../../helpers/full.js';
import { anything, making } from '../../../helpers/review/deeds.js';
import { contentsOf, guestWith, type Guest } from '../../../helpers/review/guest.js';
import { lookedAt } from '../../../helpers/review/looked.js';
import { byPath, shown, type Shown } from '../../../helpers/review/model.js';
import { Overlays, withoutOverlays, type Deed, type Outcome, type RealEntry } from '../../../helpers/review/overlay.js';
import { bellglassFs } from '../../../helpers/review/program.js';

/** What leaves the guest: devices, pipes and sockets do not. */
function leaving(entries: readonly RealEntry[]): Record<string, Shown> {
  return shown(byPath(entries.filter(({ kind }) => kind !== 'other')));
}

/** What is at each path, modes and names of one file apart. */
function contentOf(entries: readonly RealEntry[]): Record<string, string> {
  const of = ({ kind, target, content }: RealEntry): string => JSON.stringify([kind, target, content]);
  return Object.fromEntries(entries.map((entry) => [rawPath(entry.path), of(entry)]));
}

const missing = withoutOverlays();

describe.skipIf(missing !== null)(missing ?? 'what is planned of all changes', () => {
  let overlays: Overlays;
  beforeAll(() => {
    overlays = new Overlays();
  });
  afterAll(async () => {
    await overlays.end();
  });

  /** Has changes made above a folder, then others in it, and applies those; and takes them back again. */
  async function applyAbove(
    { before, deeds, meanwhile }: Record<'before' | 'deeds' | 'meanwhile', readonly Deed[]>,
    guest: Guest,
    source: Source,
  ): Promise<{
    outcome: Outcome;
    plan: Plan;
    applied: boolean;
    host: RealEntry[];
    now: RealEntry[];
    undone: RealEntry[];
  }> {
    return await overlays.run({ before, deeds, limit: 8 }, async (outcome) => {
      const { base, changes } = await lookedAt(overlays, outcome);
      guest.now = contentsOf(outcome.merged);
      const [workspace, output] = [`${outcome.directory}/folder`, `${outcome.directory}/output`];
      const found = await overlays.folder(meanwhile);
      const bytes = new BaseBytes(base, { snapshot: `${output}/snapshot.erofs`, refreshed: `${output}/refreshed.bin` });
      const host = new Host(workspace, base, bytes);
      const plan = await planOf(changes, changes, base, host);
      const nothing = { outcome, plan, applied: false, host: found, now: found, undone: found };
      if (plan.entries.length === 0) return nothing;
      const journal = { program: bellglassFs, directory: `${output}/1`, workspace, earlier: [] };
      const done = await apply(journal, plan, { bytes, host }, source);
      await bytes.close();
      const now = await overlays.folder();
      if (done.outcome === 'conflicts') return { ...nothing, now };
      expect(done.left.count).toBe(0);
      expect(await undoPlan(journal)).toMatchObject({ outcome: 'undone', conflicts: { count: 0 }, left: { count: 0 } });
      return { ...nothing, applied: true, now, undone: await overlays.folder() };
    });
  }

  async function guestAndSource(): Promise<{ guest: Guest; source: Source }> {
    const guest: Guest = { now: new Map() };
    return { guest, source: { session: await guestWith(guest), target: '/work' } };
  }

  test('makes of the folder what was seen, and taken back leaves it as it was', async () => {
    const { guest, source } = await guestAndSource();
    await fc.assert(
      fc.asyncProperty(making, anything, async (before, deeds) => {
        const did = await applyAbove({ before, deeds, meanwhile: [] }, guest, source);
        expect(did.plan.conflicts).toEqual([]);
        expect(did.applied).toBe(did.plan.entries.length > 0);
        expect(leaving(did.now)).toEqual(leaving(did.outcome.merged));
        expect(shown(byPath(did.undone))).toEqual(shown(byPath(did.outcome.lower)));
      }),
      tries(60),
    );
  });

  test('leaves what was changed in the folder meanwhile, and taken back leaves all of it', async () => {
    const { guest, source } = await guestAndSource();
    await fc.assert(
      fc.asyncProperty(making, anything, anything, async (before, deeds, meanwhile) => {
        const did = await applyAbove({ before, deeds, meanwhile }, guest, source);
        const [was, host, now] = [did.outcome.lower, did.host, did.now].map((entries) => contentOf(entries));
        const changed = Object.keys({ ...was, ...host }).filter((path) => was?.[path] !== host?.[path]);
        for (const path of changed) expect(now?.[path], path).toBe(host?.[path]);
        if (!did.applied) expect(shown(byPath(did.now))).toEqual(shown(byPath(did.host)));
        expect(shown(byPath(did.undone))).toEqual(shown(byPath(did.host)));
      }),
      tries(60),
    );
  });
});
