import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { findPrograms, makeDirectory, writeFile } from '../../guest/agent.js';
import type { GuestSession } from '../../guest/session.js';
import { BellglassFailure } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { systemReason } from '../../state/systemReason.js';
import { recipeFor, type Choice, type Recipe } from './interpreters.js';
import { placeGiven } from './placeGiven.js';
import type { ProgramFile } from './programFile.js';

/** What is to be executed, in order: a compilation, if any, and the program. */
export interface Program {
  readonly compile: readonly string[] | null;
  readonly argv: readonly string[];
}

/** Where a file becomes a program. */
export interface Place {
  readonly session: GuestSession;
  /** The guest's PATH. */
  readonly path: string;
  /** The image's name, for the error. */
  readonly image: string;
  /** Whether a command of the guest ends with 0. */
  readonly succeeds: (argv: readonly string[]) => Promise<boolean>;
}

/** Where the guest keeps what was compiled. */
const compiledAt = '/tmp/bellglass-program';

/**
 * Makes a program of a file: lets the guest have it, if it has not, and finds its interpreter or compiler in the guest.
 * @throws BellglassFailure file_unreadable, file_not_regular, interpreter_unknown, interpreter_missing, what `succeeds` throws, and the guest_ errors
 */
export async function programOf(place: Place, asked: ProgramFile, args: readonly string[]): Promise<Program> {
  const { session, path, image } = place;
  if (asked.content !== null) await copyIn(session, asked, asked.content);
  const at = asked.given === null ? asked.path : await placeGiven(session, asked, asked.given);
  const file = { ...asked, path: at };
  const { shebang } = file;
  if (shebang !== null) {
    const name = basename(shebang.program);
    // The very program that the line names, which may lie in the workspace; else the one of its name.
    const named = shebang.program.startsWith('/') ? await find(session, dirname(shebang.program), name) : undefined;
    const program = named ?? (await find(session, path, name));
    if (program === undefined) throw missing(file, image, [name]);
    return { compile: null, argv: [program, ...shebang.args, file.path, ...args] };
  }
  const recipe = recipeFor(file.extension);
  if (recipe !== null) return await byRecipe(place, recipe, file, args);
  if ((file.mode & 0o111) !== 0) return { compile: null, argv: [file.path, ...args] };
  throw new BellglassFailure({ code: 'interpreter_unknown', data: { path: file.path, extension: file.extension } });
}

async function byRecipe(place: Place, recipe: Recipe, file: ProgramFile, args: readonly string[]): Promise<Program> {
  const chosen = await choose(place, recipe.choices);
  if (chosen === null) throw missing(file, place.image, [...new Set(recipe.choices.map(({ wanted }) => wanted))]);
  if (recipe.kind === 'interpret') return { compile: null, argv: [...chosen, file.path, ...args] };
  return { compile: [...chosen, compiledAt, file.path], argv: [compiledAt, ...args] };
}

/** The first choice that the guest has and that can do it, as the beginning of its command. */
async function choose(place: Place, choices: readonly Choice[]): Promise<readonly string[] | null> {
  const names = choices.map(({ name }) => name);
  const found = await findPrograms(place.session, place.path, names);
  for (const { name, args, proof } of choices) {
    const at = found[name];
    if (at !== undefined && (proof === null || (await place.succeeds([at, ...proof])))) return [at, ...args];
  }
  return null;
}

async function find(session: GuestSession, path: string, name: string): Promise<string | undefined> {
  return (await findPrograms(session, path, [name]))[name];
}

function missing(file: ProgramFile, image: string, wanted: string[]): BellglassFailure {
  return new BellglassFailure({ code: 'interpreter_missing', data: { path: file.path, image, wanted } });
}

// The agent writes it as root, and whoever the program runs as must read it. The bound holds for a file that grows meanwhile as well.
async function copyIn(session: GuestSession, file: ProgramFile, content: FileHandle): Promise<void> {
  await makeDirectory(session, dirname(file.path));
  const mode = (file.mode & 0o111) === 0 ? 0o644 : 0o755;
  const bytes = content.createReadStream({ start: 0, end: limits.copiedFile - 1, autoClose: false });
  try {
    await writeFile(session, file.path, mode, bytes);
  } catch (thrown) {
    if (thrown instanceof BellglassFailure) throw thrown;
    throw new BellglassFailure({ code: 'file_unreadable', data: { path: file.path, reason: systemReason(thrown) } });
  }
}
