// The database's versions, in order: one file per version, one line here. `PRAGMA user_version` says which one a file has.
import { InputError } from '../../../shared/domain/errors.ts';
import type { Sqlite } from '../sqlite.ts';
import { sql as version1 } from './0001-runs.ts';
import { sql as version2 } from './0002-removed-runs-and-projects.ts';
import { sql as version3 } from './0003-dns-measurements.ts';
import { sql as version4 } from './0004-trace-recordings.ts';

/** Index 0 leads from an empty file to version 1, and so on. What stands here is never edited again, only added to. */
export const MIGRATIONS: readonly string[] = [version1, version2, version3, version4];

export const versionOf = (db: Sqlite): number => Number(db.pragma('user_version', { simple: true }));

/**
 * Brings a database to the newest version, each step in a transaction of its own; two processes doing it at once is fine.
 * Throws InputError for a file that a newer Cgoscope wrote.
 */
export function migrate(db: Sqlite, file: string, migrations: readonly string[] = MIGRATIONS): void {
  refuseFuture(db, file, migrations);
  for (let version = versionOf(db); version < migrations.length; version += 1) {
    const step = migrations[version];
    if (step === undefined) throw new Error(`no migration leads from version ${version}`);
    db.exec('BEGIN IMMEDIATE');
    try {
      // another process may have done it while we waited for the lock
      if (versionOf(db) === version) {
        db.exec(step);
        db.pragma(`user_version = ${version + 1}`);
      }
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** Throws InputError when the file's version is newer than this program knows. */
export function refuseFuture(db: Sqlite, file: string, migrations: readonly string[] = MIGRATIONS): void {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new InputError(`${file} was written by a newer Cgoscope: it has version ${version}, this one knows up to ${migrations.length}`, {
      input: file,
      place: 'user_version',
      expected: `at most ${migrations.length}: update Cgoscope, or name another folder with CGOSCOPE_DATA`,
    });
  }
}
