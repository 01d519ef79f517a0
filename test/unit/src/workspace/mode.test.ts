import { describe, expect, test } from 'vitest';
import { ModeMemory, offeredModes } from '../../../../src/workspace/mode.js';
import { memory } from '../../../helpers/vscode/memory.js';

describe('the mode of a folder', () => {
  test('is unknown before it was chosen', () => {
    expect(new ModeMemory(memory(new Map())).of('file:///w')).toBeNull();
  });

  test.each(offeredModes)('%s is remembered, for that folder only', async (mode) => {
    const kept = new Map<string, unknown>();
    await new ModeMemory(memory(kept)).remember('file:///w', mode);
    expect(new ModeMemory(memory(kept)).of('file:///w')).toBe(mode);
    expect(new ModeMemory(memory(kept)).of('file:///other')).toBeNull();
  });

  test('is unknown when what was kept is no mode of this version', () => {
    for (const strange of ['review', 'DIRECT', 7, null, { mode: 'direct' }])
      expect(new ModeMemory(memory(new Map([['mode:file:///w', strange]]))).of('file:///w')).toBeNull();
  });
});
