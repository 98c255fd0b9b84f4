// Version 2: runs that were taken out of the lists and can come back; projects that were opened or forgotten.

/** `removed_at`: null for a run that is in the lists. A project that was run needs no row: its runs name it. Lists count colours without reading documents. */
export const sql = `
ALTER TABLE runs ADD COLUMN removed_at TEXT;
CREATE INDEX runs_by_project ON runs (project_path, started_at);
CREATE INDEX cells_by_colour ON cells (run, green);

CREATE TABLE projects (
  path TEXT PRIMARY KEY,
  opened_at TEXT,
  forgotten_at TEXT
) STRICT, WITHOUT ROWID;
`;
