import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { findPrograms, makeDirectory, writeFile } from '../../guest/agent.js';
import type { GuestSession } from '../../guest/session.js';
import { BellglassFailure } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { systemReason } from '../../state/systemReason.js';
import { recipeFor, type Recipe } from './interpreters.js';
import type { ProgramFile } from './programFile.js';

/** What is to be executed, in order: a compilation, if any, and the program. */
export interface Program {
  readonly compile: readonly string[] | null;
  readonly argv: readonly string[];
}

/** Where the guest keeps what was compiled. */
const compiledAt = '/tmp/bellglass-program';

/**
 * Makes a program of a file: copies it if the guest does not have it, and finds its interpreter or compiler in the guest.
 * @param path the guest's PATH
 * @param image for the error
 * @throws BellglassFailure file_unreadable, interpreter_unknown, interpreter_missing, and the guest_ errors
 */
export async function programOf(
  session: GuestSession,
  file: ProgramFile,
  args: readonly string[],
  path: string,
  image: string,
): Promise<Program> {
  if (file.content !== null) await copyIn(session, file, file.content);
  const { shebang } = file;
  if (shebang !== null) {
    const name = basename(shebang.program);
    // The very program that the line names, which may lie in the workspace; else the one of its name.
    const named = shebang.program.startsWith('/') ? await findOne(session, dirname(shebang.program), [[name]]) : null;
    const program = named ?? (await findOne(session, path, [[name]]));
    if (program === null) throw missing(file, image, [name]);
    return { compile: null, argv: [program.path, ...shebang.args, file.path, ...args] };
  }
  const recipe = recipeFor(file.extension);
  if (recipe !== null) return await byRecipe(session, recipe, file, args, path, image);
  if ((file.mode & 0o111) !== 0) return { compile: null, argv: [file.path, ...args] };
  throw new BellglassFailure({ code: 'interpreter_unknown', data: { path: file.path, extension: file.extension } });
}

async function byRecipe(
  session: GuestSession,
  recipe: Recipe,
  file: ProgramFile,
  args: readonly string[],
  path: string,
  image: string,
): Promise<Program> {
  const found = await findOne(session, path, recipe.choices);
  if (found === null) throw missing(file, image, [...new Set(recipe.choices.map(([name]) => name ?? ''))]);
  if (recipe.kind === 'interpret') return { compile: null, argv: [found.path, ...found.args, file.path, ...args] };
  return { compile: [found.path, ...found.args, compiledAt, file.path], argv: [compiledAt, ...args] };
}

interface Choice {
  readonly path: string;
  readonly args: readonly string[];
}

async function findOne(
  session: GuestSession,
  path: string,
  choices: readonly (readonly string[])[],
): Promise<Choice | null> {
  const names = choices.map(([name]) => name ?? '');
  const found = await findPrograms(session, path, names);
  for (const [name, ...args] of choices) {
    const at = name === undefined ? undefined : found[name];
    if (at !== undefined) return { path: at, args };
  }
  return null;
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
