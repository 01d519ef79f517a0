import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top, absolute, with a slash at its end. */
export const top = fileURLToPath(new URL('../../', import.meta.url));

/** Every file of the project, tracked or about to be, relative to the top. */
export const files: readonly string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
  { cwd: top, encoding: 'utf8' },
)
  .split('\0')
  .filter((file) => file !== '' && exists(file));

/** The text of a file. */
export function read(file: string): string {
  return readFileSync(top + file, 'utf8');
}

/** How many lines a file has. */
export function lines(file: string): number {
  return read(file).split('\n').length - 1;
}

/** What people write by hand in a programming language. */
export const code = files.filter((file) => ['.ts', '.mjs', '.js', '.rs', '.sh', '.py', '.c'].includes(extname(file)));

/** Code that ships, the scripts apart. */
export const sources = code.filter((file) => /^(src|daemon|native\/[^/]+\/src)\//.test(file) && !isTest(file));

/** Whether a file is a test or only for tests. */
export function isTest(file: string): boolean {
  return (
    file.startsWith('test/') || /^native\/[^/]+\/tests\//.test(file) || /(^|\/)(tests|[a-z_]+_tests?)\.rs$/.test(file)
  );
}

function exists(file: string): boolean {
  try {
    readFileSync(top + file);
    return true;
  } catch {
    return false;
  }
}
