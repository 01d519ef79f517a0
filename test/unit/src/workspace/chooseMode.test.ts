import { beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseMode, modeFor, modeWord, tabOf } from '../../../../src/workspace/chooseMode.js';
import { ModeMemory } from '../../../../src/workspace/mode.js';
import { memory } from '../../../helpers/vscode/memory.js';

/** A row of the list that was shown. */
interface Row {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}
/** What was shown, and the label that the user picks. */
const list = vi.hoisted(() => ({ rows: new Map<string, Row>(), shown: 0, picks: '' }));
vi.mock('vscode', async () => ({
  l10n: (await import('../../../helpers/vscode/l10n.js')).l10n,
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  window: {
    showQuickPick: async (rows: Row[]) => {
      list.shown += 1;
      for (const row of rows) list.rows.set(row.label, row);
      return await Promise.resolve(list.rows.get(list.picks));
    },
  },
}));
beforeEach(() => {
  list.rows.clear();
  Object.assign(list, { shown: 0, picks: '' });
});

const folder = { uri: { toString: () => 'file:///w' }, name: 'w' };
const fresh = () => ({ modes: new ModeMemory(memory(new Map())) });

describe('the mode of a folder', () => {
  test('is asked for once, and remembered', async () => {
    const services = fresh();
    list.picks = 'Direct';
    expect([await modeFor(folder, services), await modeFor(folder, services), list.shown]).toEqual([
      'direct',
      'direct',
      1,
    ]);
  });

  test('is none when there was no answer', async () => {
    const services = fresh();
    expect([await chooseMode(folder, services), services.modes.of('file:///w')]).toEqual([null, null]);
  });

  test('is marked where it is chosen already, with what it means', async () => {
    const services = fresh();
    await services.modes.remember('file:///w', 'direct');
    await chooseMode(folder, services);
    expect(list.rows.get('Direct')?.description).toMatch(/^chosen now, programs change the folder itself/);
    expect(list.rows.get('None')?.description).toBe('');
  });

  test('that writes the folder says that it does at once, and what runs outside the sandbox later', async () => {
    await chooseMode(folder, fresh());
    const { description, detail } = list.rows.get('Direct')!;
    expect(description).toMatch(/at once and for good/);
    expect(detail).toMatch(/build files, git hooks and editor settings later run outside the sandbox\.$/);
  });

  test('is said in two lines that the list has room for', async () => {
    await chooseMode(folder, fresh());
    for (const { detail } of list.rows.values()) expect(detail.length).toBeLessThan(90);
  });
});

test('a tab says its mode in words and as an icon', () => {
  expect(modeWord('readonly')).toBe('read-only');
  expect(tabOf('a.py', 'none')).toEqual({ name: 'a.py (sandbox, no folder)', iconPath: { id: 'eye-closed' } });
});
