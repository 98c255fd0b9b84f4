// The lock on a data folder: an exclusive transaction on a tiny database. The kernel drops it when the process dies, however it dies.
// Trap: POSIX record locks of a process vanish when it closes ANY descriptor of the file, so nothing here may open owner.lock but SQLite.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { orDiskFull } from '../store/errors.ts';
import { ensurePrivateFolder } from '../store/folders.ts';
import { installOf } from '../store/install.ts';
import { withReserve } from '../store/reserve.ts';
import { codeOf, openSqlite } from '../store/sqlite.ts';
import type { Sqlite } from '../store/sqlite.ts';
import type { OwnerLock } from '../store/types.ts';
import { ensureSocketFolder, removeSocket, socketPath } from './socket-path.ts';
import type { OwnerInfo } from './types.ts';

const LOCK = 'owner.lock';
const INFO = 'owner.json';
/** Somebody who only looks holds the lock for less than a millisecond; wait that out. */
const LOOKERS_MS = 250;

export interface OtherOwner {
  other: { socket: string; pid: number | null };
}

const busy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY');

/**
 * Takes the lock of a data folder (made when needed), removes a stale socket and writes owner.json; or says who has it. `pid` is null while
 * the other has the lock but has not written its name yet.
 */
export function acquireOwner(folder: string): OwnerLock | OtherOwner {
  ensurePrivateFolder(folder);
  const db = openSqlite(join(folder, LOCK), { timeoutMs: LOOKERS_MS });
  try {
    // nothing is ever written: no journal that a killed owner would leave
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!busy(error)) throw error;
    const info = readOwnerInfo(folder);
    return { other: { socket: info?.socket ?? socketPath(folder), pid: info?.pid ?? null } };
  }
  try {
    return withReserve(folder, () => orDiskFull(folder, () => take(folder, db)));
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The lock is ours: says so to the others. */
function take(folder: string, db: Sqlite): OwnerLock {
  const socket = socketPath(folder);
  ensureSocketFolder(socket);
  // whoever listened there is dead
  if (process.platform !== 'win32') rmSync(socket, { force: true });
  const owner = randomUUID();
  const install = installOf(folder);
  const info: OwnerInfo = { owner, pid: process.pid, socket, startedAt: new Date().toISOString() };
  const temporary = join(folder, `${INFO}.${process.pid}`);
  writeFileSync(temporary, JSON.stringify(info), { mode: 0o600 });
  renameSync(temporary, join(folder, INFO));
  let held = true;
  return {
    owner,
    install,
    socket,
    release: () => {
      if (!held) return;
      held = false;
      rmSync(join(folder, INFO), { force: true });
      removeSocket(socket, folder);
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

/** True while a process holds the folder's lock. Makes nothing. */
export function isOwned(folder: string): boolean {
  const file = join(folder, LOCK);
  if (!existsSync(file)) return false;
  // a reader's shared lock can't be had beside the owner's exclusive one, and does not keep a starting owner out for longer than this call
  const db = openSqlite(file, { readonly: true, timeoutMs: 0 });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (busy(error)) return true;
    throw error;
  } finally {
    db.close();
  }
}

/** Who owns the folder now; null when nobody does, or a starting owner has not written its name yet. Readers hand `owner` to openStore as `ownerAlive`. */
export function livingOwner(folder: string): OwnerInfo | null {
  return isOwned(folder) ? readOwnerInfo(folder) : null;
}

const infoSchema = z.object({ owner: z.string(), pid: z.number().int().positive(), socket: z.string(), startedAt: z.string() });

function readOwnerInfo(folder: string): OwnerInfo | null {
  let text: string;
  try {
    text = readFileSync(join(folder, INFO), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return infoSchema.parse(JSON.parse(text));
  } catch {
    return null; // not ours or edited by hand: the same as no name; the lock decides, not this file
  }
}
