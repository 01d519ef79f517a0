/** 4: what is kept of runs besides their rows, and which reviews were dropped to make room. Each document is the whole of it. */
export const details = `
  CREATE TABLE run_details (
    id TEXT PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE dropped_reviews (
    id TEXT PRIMARY KEY,
    dropped_at TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
`;
