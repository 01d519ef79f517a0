/** 2: their sessions. The document is the whole row of session/; what is looked for has a column. */
export const sessions = `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    sandbox_id TEXT NOT NULL REFERENCES sandboxes(id) ON DELETE CASCADE,
    started_at TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_of_sandbox ON sessions(sandbox_id, started_at);
`;
