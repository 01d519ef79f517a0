import { describe, expect, test } from 'vitest';
import { files, read } from './tree.js';
import { waivers } from './waivers.js';

/** Where Rust may be unsafe: libkrun's calls, the walls of the jail, and the agent's process code. */
const allowed = [/^native\/krun\//, /^native\/jail\//, /^native\/agent\/src\/process(es)?(\/|\.rs)/];

const rust = files.filter((file) => file.endsWith('.rs'));
const unsafe = rust.filter((file) => /\bunsafe (\{|fn|impl|extern)/.test(withoutComments(read(file))));

describe('unsafe Rust', () => {
  test('stands only in libkrun’s calls, the jail and the agent’s process code', () => {
    const outside = unsafe.filter((file) => !allowed.some((place) => place.test(file)));
    expect(outside).toEqual(Object.keys(waivers.unsafe));
  });

  test('says above each block why it holds', () => {
    const bare = unsafe.flatMap((file) => {
      const lines = read(file).split('\n');
      return lines.flatMap((line, index) => {
        if (!/\bunsafe \{/.test(withoutComments(line))) return [];
        return reasonAbove(lines, index) ? [] : [`${file}:${String(index + 1)}`];
      });
    });
    expect(bare).toEqual([]);
  });

  test('is checked by clippy too, with the lints of the house', () => {
    const manifest = read('native/Cargo.toml');
    for (const lint of ['undocumented_unsafe_blocks', 'unwrap_used', 'too_many_lines', 'cast_possible_truncation']) {
      expect(manifest).toContain(`${lint} = "deny"`);
    }
    expect(read('native/clippy.toml')).toMatch(/^too-many-lines-threshold = 60$/m);
  });

  test('and every crate takes the lints of the workspace', () => {
    const manifests = files.filter(
      (file) => /^native\/[^/]+\/Cargo\.toml$/.test(file) && !file.includes('/libloading/'),
    );
    expect(manifests.filter((file) => !/^\[lints\]\nworkspace = true$/m.test(read(file)))).toEqual([]);
  });
});

/** A SAFETY comment on this line, or above the statement that it belongs to. */
function reasonAbove(lines: readonly string[], index: number): boolean {
  return lines.slice(Math.max(0, index - 8), index + 1).some((line) => line.includes('// SAFETY:'));
}

function withoutComments(text: string): string {
  return text.replace(/\/\/.*$/gm, '');
}
