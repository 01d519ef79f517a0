/** How a file of some language becomes a program. */
export type Recipe =
  /** `choices` are tried in order; each is a program with its first arguments. */
  | { readonly kind: 'interpret'; readonly choices: readonly (readonly string[])[] }
  /** Each choice compiles: `compile` is followed by the output's path, the flag's value, and the file. */
  | { readonly kind: 'compile'; readonly choices: readonly (readonly string[])[] };

const interpret = (...choices: readonly (readonly string[])[]): Recipe => ({ kind: 'interpret', choices });
const compile = (...choices: readonly (readonly string[])[]): Recipe => ({ kind: 'compile', choices });

const javascript = interpret(['node'], ['bun'], ['deno', 'run', '-A']);
const cxx = compile(['g++', '-O1', '-o'], ['c++', '-O1', '-o'], ['clang++', '-O1', '-o']);

/** By the file's extension, in lower case and without its dot. */
const byExtension = new Map<string, Recipe>([
  ['py', interpret(['python3'], ['python'])],
  ['js', javascript],
  ['mjs', javascript],
  ['cjs', javascript],
  [
    'ts',
    interpret(
      ['tsx'],
      ['bun'],
      ['deno', 'run', '-A'],
      ['ts-node'],
      ['node', '--experimental-strip-types', '--no-warnings'],
    ),
  ],
  ['mts', interpret(['tsx'], ['bun'], ['deno', 'run', '-A'], ['node', '--experimental-strip-types', '--no-warnings'])],
  ['sh', interpret(['sh'])],
  ['bash', interpret(['bash'])],
  ['zsh', interpret(['zsh'])],
  ['fish', interpret(['fish'])],
  ['rb', interpret(['ruby'])],
  ['pl', interpret(['perl'])],
  ['php', interpret(['php'])],
  ['lua', interpret(['lua'], ['lua5.4'], ['lua5.3'], ['luajit'])],
  ['tcl', interpret(['tclsh'])],
  ['awk', interpret(['awk', '-f'])],
  ['r', interpret(['Rscript'])],
  ['jl', interpret(['julia'])],
  ['exs', interpret(['elixir'])],
  ['ps1', interpret(['pwsh', '-File'])],
  ['go', interpret(['go', 'run'])],
  ['java', interpret(['java'])],
  ['kts', interpret(['kotlin'])],
  ['c', compile(['cc', '-O1', '-o'], ['gcc', '-O1', '-o'], ['clang', '-O1', '-o'])],
  ['cpp', cxx],
  ['cc', cxx],
  ['cxx', cxx],
  ['rs', compile(['rustc', '-o'])],
]);

/** The recipe for a file with that extension (with or without its dot, any case); null when there is none. */
export function recipeFor(extension: string): Recipe | null {
  return byExtension.get(extension.replace(/^\./, '').toLowerCase()) ?? null;
}
