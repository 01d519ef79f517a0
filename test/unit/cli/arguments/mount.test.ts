import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMount } from '../../../../daemon/cli/arguments/mount.js';
import { mount } from '../../../../daemon/protocol/run.js';
import { tries } from '../../../helpers/full.js';

const places = { cwd: '/work/dir', home: '/home/alice' };

describe('an added directory', () => {
  test.each([
    ['/opt/tool', '/opt/tool', '/opt/tool', false],
    ['/opt/tool:ro', '/opt/tool', '/opt/tool', true],
    ['/opt/tool:rw', '/opt/tool', '/opt/tool', false],
    ['/opt/tool:/tool', '/opt/tool', '/tool', false],
    ['/opt/tool:/tool:ro', '/opt/tool', '/tool', true],
    ['sub', '/work/dir/sub', '/work/dir/sub', false],
    ['./ro', '/work/dir/ro', '/work/dir/ro', false],
    ['..:/up:ro', '/work', '/up', true],
    ['~/.nvm', '/home/alice/.nvm', '/home/alice/.nvm', false],
    ['~:ro', '/home/alice', '/home/alice', true],
    ['~/.nvm:~/.nvm:ro', '/home/alice/.nvm', '/home/alice/.nvm', true],
    ['~alice:/x', '/work/dir/~alice', '/x', false],
    ['/a/../b:/c/./d/', '/b', '/c/d', false],
    ['ro', '/work/dir/ro', '/work/dir/ro', false],
  ])('%s', (text, source, target, readOnly) => {
    expect(parseMount(text, places)).toEqual({ source, target, readOnly });
  });

  test.each(['', ':', ':/x', '/a:', '/a::ro', '/a:b', '/a:/b:rx', '/a:/b:ro:ro', '/a:/b:/c'])(
    '%j is refused',
    (text) => {
      expect(() => parseMount(text, places)).toThrow(
        /is no directory to add; write SOURCE, SOURCE:TARGET or SOURCE:TARGET:ro/,
      );
    },
  );

  test('"~" is refused where nobody knows a home', () => {
    expect(() => parseMount('~/x', { cwd: '/', home: undefined })).toThrow(/is no directory to add/);
    expect(() => parseMount('~', { cwd: '/', home: '' })).toThrow(/is no directory to add/);
  });

  test('whatever is not refused is a mount as the daemon takes it', () => {
    const piece = fc.oneof(
      fc.constantFrom('~', '/', ':', 'ro', 'rw', '..', '.', '/x'),
      fc.stringMatching(/^[a-z/~:.]{0,6}$/),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        let parsed;
        try {
          parsed = parseMount(pieces.join(''), places);
        } catch (thrown) {
          expect((thrown as Error).name).toBe('UsageError');
          return;
        }
        expect(mount.parse(parsed)).toEqual(parsed);
        expect(parsed.target).not.toMatch(/\/\.\.?(\/|$)/);
      }),
      tries(),
    );
  });
});
