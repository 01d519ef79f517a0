import { lineOf, missing, ok, type Check, type Finding } from '../check.js';

/** The oldest Node that has what kept sandboxes are written down with. */
const oldest = 22;

/** Whether the Node that the daemon runs on has what it needs. */
export const nodeRuntime: Check = {
  id: 'node',
  title: 'Node.js',
  look: async () => [
    lineOf('node', 'Node.js', judgeNode(process.versions.node, process.execPath)),
    lineOf('sqlite', 'SQLite (node:sqlite)', judgeSqlite(await Promise.resolve(sqliteVersion()))),
  ],
};

/** What a version of Node means. */
export function judgeNode(version: string, program: string): Finding {
  if (Number(version.split('.')[0]) >= oldest) return ok(`${version}, ${program}`);
  return missing(`${version} is too old for kept sandboxes`, `Install Node.js ${String(oldest)} or later.`);
}

/** What an answer of SQLite means. @param found its version, or why there is none */
export function judgeSqlite(found: { readonly version: string } | { readonly problem: string }): Finding {
  if ('version' in found) return ok(found.version);
  return missing(
    `kept sandboxes cannot be written down: ${found.problem}`,
    `Install Node.js ${String(oldest)}.13 or later, which has node:sqlite.`,
  );
}

/** The version of the SQLite that is built into this Node, as a database in memory says it. */
export function sqliteVersion(): { version: string } | { problem: string } {
  try {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const database = new DatabaseSync(':memory:');
    const row = database.prepare('SELECT sqlite_version() AS version').get();
    database.close();
    return { version: String(row?.['version']) };
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
