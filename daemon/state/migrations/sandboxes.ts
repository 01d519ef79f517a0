/** 1: kept sandboxes. `running` says that a machine is meant to be under it; times are ISO 8601, UTC. */
export const sandboxes = `
  CREATE TABLE sandboxes (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    running INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT,
    end TEXT
  ) STRICT;
`;
