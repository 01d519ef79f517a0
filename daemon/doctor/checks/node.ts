import { inWords, lineOf, missing, ok, type Check, type Finding } from '../check.js';

/** The oldest Node that the bundles are made for, and that has node:sqlite. */
const oldest = [22, 15] as const;
const install = inWords(`Install Node.js ${oldest.join('.')} or later.`);

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
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return ok(`${version}, ${program}`);
  return missing(`${version} is too old for Bellglass`, install);
}

/** What an answer of SQLite means. @param found its version, or why there is none */
export function judgeSqlite(found: { readonly version: string } | { readonly problem: string }): Finding {
  if ('version' in found) return ok(found.version);
  return missing(`kept sandboxes cannot be written down: ${found.problem}`, install);
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
