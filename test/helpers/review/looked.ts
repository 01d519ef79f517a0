import type { ChangedLine } from '../../../daemon/protocol/wire/changes.js';
import { Base } from '../../../daemon/review/base/base.js';
import type { Change } from '../../../daemon/review/changes/change.js';
import { changesOf } from '../../../daemon/review/changes/compare.js';
import { linkedNames } from '../../../daemon/review/changes/indexed.js';
import { withLinks } from '../../../daemon/review/changes/links.js';
import { viewOf } from '../../../daemon/review/changes/view.js';
import type { Outcome, Overlays } from './overlay.js';

/** What changed above a base. */
export function changesAbove(base: Base, lines: readonly ChangedLine[]): Change[] {
  return changesOf(withLinks(viewOf(lines, base), base), base);
}

/** The base of a real folder, and what changed above it, read as collect reads it. */
export async function lookedAt(overlays: Overlays, outcome: Outcome): Promise<{ base: Base; changes: Change[] }> {
  const base = await Base.read(`${outcome.directory}/output/base.ndjson`);
  await overlays.surface(linkedNames(viewOf(await overlays.lines(), base), base));
  return { base, changes: changesAbove(base, await overlays.lines()) };
}
