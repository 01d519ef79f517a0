/** 3: runs that are over. The document is the whole row of state/; what is looked for has a column. */
export const runs = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_time ON runs(started_at);
`;
