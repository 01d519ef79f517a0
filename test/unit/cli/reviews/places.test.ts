import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isWithin, pathsIn, shownIn } from '../../../../daemon/cli/reviews/places.js';
import { scratch } from '../../../helpers/scratch.js';

const workspace = '/no/such/project';
const at = (cwd: string) => ({ workspace, cwd });

describe('paths that a user gives', () => {
  test.each<[string, string[], unknown]>([
    [workspace, ['a.ts'], ['a.ts']],
    [workspace, ['./src/../b.ts', 'dir/'], ['b.ts', 'dir']],
    [`${workspace}/src`, ['a.ts', '../b.ts', `${workspace}/c`], ['src/a.ts', 'b.ts', 'c']],
    [`${workspace}/src`, ['.'], ['src']],
    ['/no', ['such/project/x'], ['x']],
    [workspace, ['a', './a', 'a/'], ['a']],
    [workspace, ['..data'], ['..data']],
    [workspace, ['ä'], ['ä']],
    [workspace, [String.raw`"a\nb"`], ['a\nb']],
    [`${workspace}/src`, [String.raw`"\377"`], [{ bytes: Buffer.from('src/\xff', 'latin1').toString('base64') }]],
    [workspace, ['./"a"'], ['"a"']],
  ])('in %s %j are %j of the workspace', (cwd, given, paths) => {
    expect(pathsIn(at(cwd), given)).toEqual(paths);
  });

  test('that are none, or the workspace itself, are all of it', () => {
    expect(pathsIn(at('/elsewhere'), [])).toBeNull();
    expect(pathsIn(at(workspace), ['.'])).toBeNull();
    expect(pathsIn(at(`${workspace}/src`), ['a', '..'])).toBeNull();
  });

  test.each([
    [workspace, '..'],
    [workspace, '../other'],
    [workspace, '/etc/passwd'],
    ['/elsewhere', 'a.ts'],
    [workspace, '../project2/a'],
    [workspace, String.raw`"../\377"`],
  ])('in %s %j is refused, since it is outside', (cwd, given) => {
    expect(() => pathsIn(at(cwd), ['a', given])).toThrow(
      /is not in the workspace of the run, which is "\/no\/such\/project"; give paths within it\.$/,
    );
  });

  test('lead through symbolic links to the workspace, whether or not there is something at their end', () => {
    const top = scratch();
    mkdirSync(`${top}/project/src`, { recursive: true });
    writeFileSync(`${top}/project/src/a`, '');
    symlinkSync(`${top}/project`, `${top}/link`);
    symlinkSync('/etc', `${top}/project/out`);
    const place = { workspace: `${top}/project`, cwd: top };
    expect(pathsIn(place, ['link/src/a', 'link/gone/deep', 'link/out'])).toEqual(['src/a', 'gone/deep', 'out']);
    expect(pathsIn(place, ['link'])).toBeNull();
    expect(() => pathsIn(place, ['link/../other'])).toThrow(/is not in the workspace/);
  });
});

describe('paths that are shown', () => {
  test('are relative to who reads them, within the workspace', () => {
    expect(shownIn(at(workspace), 'src/a.ts')).toBe('src/a.ts');
    expect(shownIn(at(`${workspace}/src`), 'src/a.ts')).toBe('a.ts');
    expect(shownIn(at(`${workspace}/src`), 'b.ts')).toBe('../b.ts');
    expect(shownIn(at(`${workspace}/src`), 'src')).toBe('.');
  });

  test('are absolute elsewhere', () => {
    expect(shownIn(at('/home'), 'src/a.ts')).toBe('/no/such/project/src/a.ts');
    expect(shownIn(at('/no/such/project2'), 'a')).toBe('/no/such/project/a');
  });

  test('are quoted where they must be, and can be given back', () => {
    for (const path of ['a\u001b[2J', 'say "x"', { bytes: Buffer.of(0xff, 0x0a).toString('base64') }]) {
      for (const place of [at(workspace), at(`${workspace}/src`), at('/home')]) {
        const shown = shownIn(place, path);
        expect(shown).toMatch(/^"[ -~]+"$/);
        expect(pathsIn(place, [shown])).toEqual([path]);
      }
    }
  });
});

test('somebody is in a workspace, or below it, or elsewhere', () => {
  expect(['', '/src', '/..x'].map((below) => isWithin(at(workspace + below)))).toEqual([true, true, true]);
  expect(['/', '/no/such', `${workspace}2`].map((cwd) => isWithin(at(cwd)))).toEqual([false, false, false]);
});
