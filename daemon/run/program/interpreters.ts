/** A program with its first arguments. */
export interface Choice {
  readonly name: string;
  readonly args: readonly string[];
  /** Arguments with which it ends with 0 where it can do what is asked of it; null: every version can. */
  readonly proof: readonly string[] | null;
  /** What people are told they need: its name, and the version where that matters. */
  readonly wanted: string;
}

/** How a file of some language becomes a program. The choices are tried in order. */
export interface Recipe {
  /** A compiler's arguments are followed by its output's path, the value of its last flag, and the file. */
  readonly kind: 'interpret' | 'compile';
  readonly choices: readonly Choice[];
}

type Words = readonly [string, ...string[]];

const anyVersion = ([name, ...args]: Words): Choice => ({ name, args, proof: null, wanted: name });
const interpret = (...choices: readonly Words[]): Recipe => ({ kind: 'interpret', choices: choices.map(anyVersion) });
const compile = (...choices: readonly Words[]): Recipe => ({ kind: 'compile', choices: choices.map(anyVersion) });

const javascript = interpret(['node'], ['bun'], ['deno', 'run', '-A']);
const cxx = compile(['g++', '-O1', '-o'], ['c++', '-O1', '-o'], ['clang++', '-O1', '-o']);

const strip = ['--experimental-strip-types', '--no-warnings'];
/** Older ones refuse the flag; some distributions build without what strips, and those take the flag and fail at the file. */
const strippingNode: Choice = {
  name: 'node',
  args: strip,
  proof: [...strip, '-e', 'process.exit(process.config.variables.node_use_amaro === false ? 1 : 0)'],
  wanted: 'node 22.6 or later with type stripping',
};
const typescript = (...choices: readonly Words[]): Recipe => ({
  kind: 'interpret',
  choices: [...choices.map(anyVersion), strippingNode],
});

/** By the file's extension, in lower case and without its dot. */
const byExtension = new Map<string, Recipe>([
  ['py', interpret(['python3'], ['python'])],
  ['js', javascript],
  ['mjs', javascript],
  ['cjs', javascript],
  ['ts', typescript(['tsx'], ['bun'], ['deno', 'run', '-A'], ['ts-node'])],
  ['mts', typescript(['tsx'], ['bun'], ['deno', 'run', '-A'])],
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
  // `go run` ends with 1 whatever its program ends with, and takes arguments that end in .go for sources.
  ['go', compile(['go', 'build', '-buildmode=exe', '-o'])],
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
