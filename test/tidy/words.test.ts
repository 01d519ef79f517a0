import { describe, expect, test } from 'vitest';
import { code, files, read } from './tree.js';

/** Files with text; pictures and archives have none. */
const texts = files.filter((file) => !/\.(png|svg|ico|gz|cpio|elf)$/.test(file));
const outside = texts.filter((file) => !file.startsWith('test/tidy/'));

/** Where a text holds a pattern, as file:line. */
function places(among: readonly string[], pattern: RegExp): string[] {
  return among.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${String(index + 1)}`] : [])),
  );
}

describe('texts', () => {
  test('put nothing off', () => {
    expect(places(outside, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  test('name no registry’s host: what is installed comes from wherever the user’s own settings say', () => {
    const lockFiles = /(^|\/)Cargo\.lock$/;
    // Cargo's lock file names crates.io's index as an identifier, whatever is really asked.
    const among = outside.filter((file) => !lockFiles.test(file));
    expect(
      places(among, /registry\.npmjs\.org|registry\.yarnpkg|static\.crates\.io|index\.crates\.io|files\.pythonhosted/),
    ).toEqual([]);
    const npm = files.filter((file) => /(^|\/)package-lock\.json$/.test(file));
    expect(places(npm, /"resolved":/)).toEqual([]);
    const cargo = files.filter((file) => lockFiles.test(file));
    expect(places(cargo, /^source = "(?!registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index")/)).toEqual([]);
  });

  test('name no directory of a developer’s machine', () => {
    expect(places(outside, /\/work\/(main|shared|steering|\.)|\/farm\/|\/tmp\/w\//)).toEqual([]);
  });

  test('have no banners in their comments', () => {
    expect(
      places(
        code.filter((file) => !file.startsWith('test/tidy/')),
        /^\s*(\/\/|#|\*|\/\*)\s*[-=*#─═]{4,}/,
      ),
    ).toEqual([]);
  });

  test('switch no check off without saying why, beside it or on the line above', () => {
    const pattern = /@ts-(ignore|nocheck)|@ts-expect-error\s*$|eslint-disable(?!.*--)|#!?\[allow\((?!.*(reason|\/\/))/;
    const bare = places(
      code.filter((file) => !file.startsWith('test/tidy/')),
      pattern,
    ).filter((place) => {
      const [file = '', line = ''] = place.split(':');
      const around = read(file)
        .split('\n')
        .slice(Number(line) - 2, Number(line) + 3);
      return !/^\s*\/\/ /.test(around[0] ?? '') && !around.some((text) => text.includes('reason = "'));
    });
    expect(bare).toEqual([]);
  });
});
