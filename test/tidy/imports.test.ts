import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { files, top } from './tree.js';

/** A copy of the project's TypeScript, so that nothing is ever planted in the real tree. */
const copy = mkdtempSync(join(tmpdir(), 'bellglass-imports-'));

beforeAll(() => {
  for (const file of files.filter((name) =>
    /^(src|daemon|scripts)\/|^[^/]*(tsconfig|eslint|package)[^/]*$/.test(name),
  )) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(top, file), join(copy, file));
  }
  mkdirSync(join(copy, 'test'));
  symlinkSync(join(top, 'node_modules'), join(copy, 'node_modules'));
  plant('daemon/server/planted.ts', 'export const planted = 1;\n');
  plant('daemon/sandbox/planted.ts', 'export const planted = 1;\n');
  plant('daemon/client/planted.ts', 'export const planted = 1;\n');
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

/** What a checker says about a file with one import in it. */
function refusal(command: string, args: string[], from: string, to: string): { status: number | null; output: string } {
  plant(from, `import { planted } from '${to}';\nexport const taken = planted;\n`);
  try {
    const { status, stdout, stderr } = spawnSync(join(top, 'node_modules/.bin', command), args, {
      cwd: copy,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(join(copy, from));
  }
}

describe('a planted import', () => {
  test.each([
    ['src/intruder.ts', '../daemon/server/planted.js', 'src'],
    ['daemon/cli/intruder.ts', '../server/planted.js', 'daemon/cli'],
    ['daemon/protocol/intruder.ts', '../client/planted.js', 'daemon/protocol'],
    ['daemon/client/intruder.ts', '../sandbox/planted.js', 'daemon/client'],
    ['daemon/sandbox/intruder.ts', '../client/planted.js', 'daemon'],
  ])('of %s from %s is refused by the compiler', (from, to, project) => {
    const { status, output } = refusal('tsc', ['-b', project], from, to);
    expect(status, output).not.toBe(0);
    expect(output).toMatch(/TS6307|TS6059|not listed within the file list/);
    expect(output).toContain('intruder');
  });

  test.each([
    ['src/intruder.ts', '../daemon/server/planted.js', 'src/ sees only'],
    ['src/run/intruder.ts', '../../daemon/server/planted.js', 'src/ sees only'],
    ['src/run/intruder.ts', '../terminal/shell.js', 'Features do not import each other'],
    ['daemon/cli/program/intruder.ts', '../../server/planted.js', 'cli/ sees only client/ and protocol/'],
    ['daemon/protocol/intruder.ts', '../client/planted.js', 'protocol/ imports nothing but zod'],
    ['daemon/protocol/intruder.ts', 'node:fs', 'protocol/ imports nothing but zod'],
    ['daemon/sandbox/intruder.ts', '../server/planted.js', 'sandbox/ is below run/'],
    ['daemon/review/diff/intruder.ts', '../../server/planted.js', 'review/ is below run/'],
    ['daemon/machine/qemu/intruder.ts', '../../sandbox/planted.js', 'sandbox/ puts them together'],
    ['daemon/state/intruder.ts', '../server/planted.js', 'state/ is at the bottom'],
  ])('of %s from %s is refused by the lint, which says what to do instead', (from, to, instead) => {
    const { status, output } = refusal('eslint', [from], from, to);
    expect(status, output).toBe(1);
    expect(output).toContain('no-restricted-imports');
    expect(output).toContain(instead);
  });

  test.each([
    ['daemon/cli/intruder.ts', '../client/planted.js'],
    ['daemon/run/intruder.ts', '../sandbox/planted.js'],
  ])('of %s from %s goes the right way and passes', (from, to) => {
    const { status, output } = refusal('eslint', [from], from, to);
    expect(status, output).toBe(0);
  });
});

test('the checks run with the Node that the project brings', () => {
  const version = execFileSync(join(top, 'node_modules/.bin/node'), ['--version'], { encoding: 'utf8' });
  expect(version).toMatch(/^v24\./);
});
