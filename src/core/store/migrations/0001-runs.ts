// Version 1: runs, cells, evidence, blobs, small state.

/** Cells keep their document as JSON; the columns beside it are what lists and look-ups need without reading it. */
export const sql = `
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  endpoint TEXT NOT NULL,
  project_path TEXT NOT NULL,
  tree_hash TEXT NOT NULL,
  origin TEXT NOT NULL,
  owner TEXT NOT NULL,
  request TEXT NOT NULL,
  config TEXT,
  environment TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cells (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  green INTEGER,
  document TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX cells_by_key ON cells (key, run);

CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  encoding TEXT NOT NULL,
  put_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  run TEXT NOT NULL,
  cell INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  PRIMARY KEY (run, cell, kind),
  FOREIGN KEY (run, cell) REFERENCES cells (run, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_blob ON evidence (sha256);

CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
