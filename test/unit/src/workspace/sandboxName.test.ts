import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sandboxName as shape } from '../../../../daemon/protocol/sandbox/wishes.js';
import { offeredModes } from '../../../../src/workspace/mode.js';
import { sandboxName } from '../../../../src/workspace/sandboxName.js';

describe('the name of a folder’s sandbox', () => {
  test('is that of the folder, with what tells two of one name apart, and the mode unless it is the usual one', () => {
    expect(sandboxName('/home/alice/my project', 'readonly')).toMatch(/^my-project-[0-9a-f]{6}$/);
    expect(sandboxName('/home/alice/demo', 'direct')).toMatch(/^demo-[0-9a-f]{6}-direct$/);
    expect(sandboxName('/home/alice/demo', 'readonly')).not.toBe(sandboxName('/home/bob/demo', 'readonly'));
  });

  test('is the same in every window', () => {
    expect(sandboxName('/home/alice/demo', 'none')).toBe(sandboxName('/home/alice/demo', 'none'));
  });

  test('is one that the daemon takes, whatever the folder is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constantFrom(...offeredModes), (name, mode) => {
        expect(shape.safeParse(sandboxName(`/w/${name}`, mode)).success).toBe(true);
      }),
    );
    expect(sandboxName('/w/日本', 'readonly')).toMatch(/^folder-/);
    expect(shape.safeParse(sandboxName(null, 'none')).success).toBe(true);
  });
});
