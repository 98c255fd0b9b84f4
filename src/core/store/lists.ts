// What lists show: runs in one line, projects by when they were last used. Removed runs are in none of them.
import type { RunLine } from '../../shared/domain/run-line.ts';
import type { State } from '../../shared/domain/run.ts';
import type { Sqlite } from './sqlite.ts';

/** What decides whether a run that is stored as running still runs. */
export type Dead = (row: { state: State; owner: string }) => boolean;

interface LineRow {
  id: string;
  state: State;
  started_at: string;
  ended_at: string | null;
  project_path: string;
  origin: string;
  owner: string;
  cells: number;
  green: number;
  red: number;
  open: number;
}

// States stand beside documents and are slow to count: only runs that go on have cells that do.
const LINE = `SELECT id, state, started_at, ended_at, project_path, origin, owner,
    (SELECT count(*) FROM cells WHERE run = runs.id) AS cells,
    (SELECT count(*) FROM cells WHERE run = runs.id AND green = 1) AS green,
    (SELECT count(*) FROM cells WHERE run = runs.id AND green = 0) AS red,
    CASE WHEN state IN ('planned', 'running') THEN (SELECT count(*) FROM cells WHERE run = runs.id AND state IN ('planned', 'running')) ELSE 0 END AS open
  FROM runs`;

export type ProjectLine = RunLine & { project: string };

const lineOf = (row: LineRow, dead: Dead, gone = dead(row)): ProjectLine => ({
  id: row.id,
  state: gone ? 'interrupted' : row.state,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  project: row.project_path,
  cells: row.cells,
  green: row.green,
  red: row.red,
  grey: row.cells - row.green - row.red,
  // What a dead owner left open is over: it reads as interrupted.
  ended: gone ? row.cells : row.cells - row.open,
  origin: row.origin,
});

/** Newest first. */
export const runLines = (db: Sqlite, limit: number, dead: Dead): ProjectLine[] =>
  db
    .prepare<[number], LineRow>(`${LINE} WHERE removed_at IS NULL ORDER BY started_at DESC, id DESC LIMIT ?`)
    .all(limit)
    .map((row) => lineOf(row, dead));

/** Null for a run that is not there, or removed. */
export function runLine(db: Sqlite, id: string, dead: Dead): ProjectLine | null {
  const row = db.prepare<[string], LineRow>(`${LINE} WHERE removed_at IS NULL AND id = ?`).get(id);
  return row === undefined ? null : lineOf(row, dead);
}

export interface RecentProjectRow {
  path: string;
  runs: number;
  last: RunLine | null;
}

/** Projects that were run here or opened, by whichever was later; a forgotten one comes back when it is opened or run again. */
export function recentProjects(db: Sqlite, limit: number, dead: Dead): RecentProjectRow[] {
  const rows = db
    .prepare<[number], { path: string; runs: number; last: string | null }>(
      `WITH used AS (
         SELECT project_path AS path, max(started_at) AS at FROM runs WHERE removed_at IS NULL AND origin = 'local' GROUP BY project_path
         UNION ALL
         SELECT path, opened_at FROM projects WHERE opened_at IS NOT NULL
       )
       SELECT used.path,
         (SELECT count(*) FROM runs WHERE project_path = used.path AND removed_at IS NULL) AS runs,
         (SELECT id FROM runs WHERE project_path = used.path AND removed_at IS NULL ORDER BY started_at DESC, id DESC LIMIT 1) AS last
       FROM used LEFT JOIN projects ON projects.path = used.path
       GROUP BY used.path
       HAVING max(forgotten_at) IS NULL OR max(at) > max(forgotten_at)
       ORDER BY max(at) DESC, used.path LIMIT ?`,
    )
    .all(limit);
  return rows.map(({ path, runs, last }) => {
    const line = last === null ? null : runLine(db, last, dead);
    if (line === null) return { path, runs, last: null };
    const { project: _project, ...rest } = line;
    return { path, runs, last: rest };
  });
}

export function openProject(db: Sqlite, path: string, now: string): void {
  db.prepare('INSERT INTO projects (path, opened_at) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET opened_at = excluded.opened_at, forgotten_at = NULL').run(path, now);
}

/** True where it stood in the list of recent projects. */
export function forgetProject(db: Sqlite, path: string, now: string, dead: Dead): boolean {
  const listed = recentProjects(db, -1, dead).some((project) => project.path === path);
  if (listed)
    db.prepare('INSERT INTO projects (path, forgotten_at) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET opened_at = NULL, forgotten_at = excluded.forgotten_at').run(path, now);
  return listed;
}
