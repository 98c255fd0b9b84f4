// Version 4: recordings of traces.

/**
 * `line`, `document` and `owner` are as in `dns_measurements`; `log` names the blob of the log, which lives as long as its recording. Null until there is one.
 */
export const sql = `
CREATE TABLE trace_recordings (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  started_at TEXT NOT NULL,
  owner TEXT NOT NULL,
  line TEXT NOT NULL,
  document BLOB NOT NULL,
  log TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX trace_recordings_by_start ON trace_recordings (started_at);
CREATE INDEX trace_recordings_by_log ON trace_recordings (log);
`;
