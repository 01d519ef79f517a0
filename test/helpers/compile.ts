import { execFileSync } from 'node:child_process';

/**
 * Compiles one C file into a static program that every user may execute.
 * @param definitions become string macros
 */
export function compile(source: string, program: string, definitions: Record<string, string> = {}): string {
  const macros = Object.entries(definitions).map(([name, value]) => `-D${name}=${JSON.stringify(value)}`);
  execFileSync('gcc', ['-O1', '-static', '-Wall', '-Werror', ...macros, '-o', program, source], { stdio: 'pipe' });
  return program;
}
