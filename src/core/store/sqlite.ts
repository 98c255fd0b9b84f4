// Loads better-sqlite3, and only when a database is really needed: the command line answers without it. Called by the store and the owner's lock.
import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';

export type Sqlite = Database.Database;

let loaded: typeof Database | null = null;

/** The binary needs Node-API 10; an older Node dies in it with a segmentation fault and no word, so it is never required there. */
function load(): typeof Database {
  if (loaded) return loaded;
  const napi = Number(process.versions.napi ?? 0);
  if (!(napi >= 10)) throw new Error(`the database needs Node 22.14 or newer (Node-API 10); this is Node ${process.versions.node} with Node-API ${napi}`);
  // require gives `any`; the package's own types say what it is
  loaded = createRequire(import.meta.url)('better-sqlite3') as typeof Database;
  return loaded;
}

/** Opens a database file (or `:memory:`). Throws what SQLite says; the file is made unless `readonly`. */
export function openSqlite(file: string, options: { readonly?: boolean; timeoutMs?: number } = {}): Sqlite {
  const Constructor = load();
  return new Constructor(file, { readonly: options.readonly ?? false, timeout: options.timeoutMs ?? 5000 });
}

/** The `code` of what SQLite or the file system threw: `SQLITE_BUSY`, `ENOSPC`; empty when there is none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
