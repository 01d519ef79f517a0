import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { asError, BellglassFailure } from '../../protocol/errors.js';
import { sentence } from '../../protocol/sentences.js';
import { openDatabase } from '../../state/database.js';
import type { Paths } from '../../state/paths.js';
import { ensurePrivateDirectory } from '../../state/privateDirectory.js';
import { sandboxRow, SandboxTable, type SandboxRow } from '../../state/sandboxTable.js';
import { SessionTable } from '../../state/sessionTable.js';
import { systemReason } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import { checkSpace, makeDisk } from '../../state/disk.js';
import { homeAt, type Home } from './home.js';

/** A directory that is being made, or removed: nobody has it. */
const passing = /^[0-9a-f]{12}\.(?:new|removed)$/;
const whole = /^[0-9a-f]{12}$/;

/** What is kept of the sandboxes: a directory each, and the database, which can be made again of the directories. */
export class Store {
  readonly sessions: SessionTable;
  private readonly table: SandboxTable;

  private constructor(
    private readonly database: DatabaseSync,
    private readonly paths: Paths,
  ) {
    this.table = new SandboxTable(database, paths.database);
    this.sessions = new SessionTable(database, paths.database, (id) => this.home(id).sessions);
  }

  /**
   * Opens it and makes the database agree with the directories.
   * @returns every sandbox, and what the user should be told
   * @throws BellglassFailure database_unusable, database_locked, database_newer, unsafe_directory
   */
  static async open(paths: Paths): Promise<{ store: Store; rows: SandboxRow[]; notices: string[] }> {
    ensurePrivateDirectory(paths.sandboxes);
    const notices: string[] = [];
    const store = new Store(openOrStandIn(paths.database, notices), paths);
    try {
      return { store, rows: await store.agree(notices), notices };
    } catch (thrown) {
      store.close();
      throw thrown;
    }
  }

  /** Where the sandbox with that id is kept. */
  home(id: string): Home {
    return homeAt(this.paths.sandboxes, id);
  }

  /** Makes a sandbox's directory with its disk, whole or not at all. @throws BellglassFailure disk_space, disk_failed, and what save throws */
  async make(row: SandboxRow, diskMiB: number): Promise<void> {
    const draft = homeAt(this.paths.sandboxes, `${row.id}.new`);
    const home = this.home(row.id);
    await checkSpace(this.paths.sandboxes, diskMiB);
    try {
      await written(draft, async () => {
        await mkdir(draft.path, { mode: 0o700 });
        await mkdir(draft.sessions, { mode: 0o700 });
      });
      await makeDisk(draft.disk, diskMiB);
      await written(draft, async () => {
        await writeDefinition(draft, row);
        await rename(draft.path, home.path);
      });
      this.table.save(row);
    } catch (thrown) {
      const made = [draft, home].map(async ({ path }) => {
        await rm(path, { recursive: true, force: true });
      });
      await Promise.allSettled(made);
      throw thrown;
    }
  }

  /** Writes a sandbox down as it is now. @throws BellglassFailure disk_failed, database_unusable, database_locked */
  async save(row: SandboxRow): Promise<void> {
    const home = this.home(row.id);
    await written(home, async () => {
      await writeDefinition(home, row);
    });
    this.table.save(row);
  }

  /** Removes a sandbox with everything of it. What cannot be removed at once the next start removes. @throws BellglassFailure disk_failed, when nothing was */
  async remove(id: string): Promise<void> {
    const home = this.home(id);
    const going = `${home.path}.removed`;
    await written(home, async () => {
      await rename(home.path, going);
    });
    try {
      await rm(going, { recursive: true, force: true });
      this.table.remove(id);
    } catch {
      // Without its directory it is none.
    }
  }

  /** Closes the database, all of it written. */
  close(): void {
    this.database.close();
  }

  private async agree(notices: string[]): Promise<SandboxRow[]> {
    const { sandboxes } = this.paths;
    const entries = await readdir(sandboxes);
    for (const entry of entries.filter((name) => passing.test(name)))
      await rm(join(sandboxes, entry), { recursive: true, force: true }).catch(() => undefined);
    const before = this.table.all();
    const known = new Map(before.map((row) => [row.id, row]));
    const rows: SandboxRow[] = [];
    for (const id of entries.filter((name) => whole.test(name))) {
      const row = (await readDefinition(this.home(id))) ?? known.get(id);
      known.delete(id);
      if (row?.id === id) rows.push(row);
      else notices.push(`${this.home(id).path} holds a sandbox whose definition cannot be read; it was left alone.`);
    }
    const lost = [...known.values()];
    for (const { id, name } of lost)
      notices.push(`The sandbox ${name} is gone: its directory ${this.home(id).path} is not there any more.`);
    const named = distinct(rows);
    try {
      for (const { id } of lost) this.table.remove(id);
      const kept = before.filter(({ id }) => !known.has(id));
      if (!isDeepStrictEqual(named, kept)) for (const row of named) this.table.save(row);
      for (const { id } of named) this.sessions.restore(id);
    } catch (thrown) {
      // A full disk takes no sandbox away: it can be stopped, and removed.
      notices.push(`What was found of the sandboxes could not be written down: ${sentence(asError(thrown))}`);
    }
    return named;
  }
}

/** The sandboxes, oldest first, each with a name of its own. */
function distinct(rows: SandboxRow[]): SandboxRow[] {
  const taken = new Set<string>();
  return rows
    .sort((one, other) => one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id))
    .map((row) => {
      const named = taken.has(row.name) ? { ...row, name: `${row.name.slice(0, 50)}-${row.id}` } : row;
      taken.add(named.name);
      return named;
    });
}

/** The database, or, while it cannot be used, one in memory that is made of the directories: on a full disk sandboxes can still be removed. */
function openOrStandIn(path: string, notices: string[]): DatabaseSync {
  try {
    const { database, damaged } = openDatabase(path);
    if (damaged !== null)
      notices.push(
        `The database was damaged. It was put aside as ${damaged}, and made again of the sandboxes' directories.`,
      );
    return database;
  } catch (thrown) {
    if (asError(thrown).code !== 'database_unusable') throw thrown;
    const { database } = openDatabase(':memory:');
    notices.push(`${sentence(asError(thrown))} Until then the sandboxes are known from their directories alone.`);
    return database;
  }
}

async function writeDefinition(home: Home, row: SandboxRow): Promise<void> {
  await writeAtomically(home.definition, `${JSON.stringify(row, null, 1)}\n`);
}

async function readDefinition(home: Home): Promise<SandboxRow | null> {
  if (!existsSync(home.definition)) return null;
  try {
    const json: unknown = JSON.parse(await readFile(home.definition, 'utf8'));
    return sandboxRow.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}

async function written(home: Home, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const data = { path: home.path, reason: systemReason(thrown).slice(0, 4096) };
    throw new BellglassFailure({ code: 'disk_failed', data }, { cause: thrown });
  }
}
