// Version 3: measurements of the DNS lab.

/** `line` is what lists show, `document` the whole as zstd-compressed JSON; `owner` the process that measures, so that a dead one's are known to be interrupted. */
export const sql = `
CREATE TABLE dns_measurements (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  started_at TEXT NOT NULL,
  owner TEXT NOT NULL,
  line TEXT NOT NULL,
  document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX dns_measurements_by_start ON dns_measurements (started_at);
`;
