// Bytes named by the sha256 of their plain content: `blobs/aa/<sha256>`. Written to a temporary file and renamed, so that a name never
// stands for half a content. Not synced to the platter: a killed process loses nothing; after a power cut the hash tells a damaged one.
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { encodeFrame, FRAME, readBlobRange } from './blob-file.ts';
import type { BlobFile, Encoding } from './blob-file.ts';
import { DamagedBlobError, orDiskFull } from './errors.ts';
import { codeOf } from './sqlite.ts';
import type { Sqlite } from './sqlite.ts';
import type { BlobRef } from './types.ts';

/** Compression must save at least this part of the first frame to be used for the blob. */
const WORTH = 0.1;
/** Smaller contents are stored as they are. */
const SMALL = 256;

interface Row {
  size: number;
  stored: number;
  encoding: Encoding;
}

/**
 * Blobs that were put and that no evidence names yet, by folder: pruning in this process leaves them alone.
 * They leave the set when evidence names them, or with the process.
 */
const inFlight = new Map<string, Set<string>>();
export function inFlightOf(folder: string): Set<string> {
  let set = inFlight.get(folder);
  if (!set) inFlight.set(folder, (set = new Set()));
  return set;
}

export class Blobs {
  readonly folder: string;
  private readonly root: string;
  private readonly db: Sqlite;

  constructor(db: Sqlite, folder: string) {
    this.db = db;
    this.folder = folder;
    this.root = join(folder, 'blobs');
  }

  path(sha256: string): string {
    return join(this.root, sha256.slice(0, 2), sha256);
  }

  private row(sha256: string): Row | null {
    return this.db.prepare<[string], Row>('SELECT size, stored, encoding FROM blobs WHERE sha256 = ?').get(sha256) ?? null;
  }

  /** True where the file is there with the size it should have. */
  private whole(sha256: string, row: Row): boolean {
    return statSync(this.path(sha256), { throwIfNoEntry: false })?.size === row.stored;
  }

  has(sha256: string): boolean {
    const row = this.row(sha256);
    return row !== null && this.whole(sha256, row);
  }

  ref(sha256: string): BlobRef | null {
    const row = this.row(sha256);
    return row === null ? null : { sha256, size: row.size };
  }

  put(content: Buffer): BlobRef {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const row = this.row(sha256);
    if (row !== null && this.whole(sha256, row)) {
      this.keep(sha256);
      return { sha256, size: row.size };
    }
    const blob = this.create();
    try {
      blob.write(content);
      return blob.finish();
    } catch (error) {
      blob.abort();
      throw error;
    }
  }

  /** As {@link put}, giving the other work of this thread its turn between pieces. The content must not change meanwhile. */
  async putInSteps(content: Buffer): Promise<BlobRef> {
    const hash = createHash('sha256');
    for (let at = 0; at < content.length; at += FRAME) {
      hash.update(content.subarray(at, at + FRAME));
      await turn();
    }
    const sha256 = hash.digest('hex');
    const row = this.row(sha256);
    if (row !== null && this.whole(sha256, row)) {
      this.keep(sha256);
      return { sha256, size: row.size };
    }
    const blob = this.create();
    try {
      for (let at = 0; at < content.length; at += FRAME) {
        blob.write(content.subarray(at, at + FRAME));
        await turn();
      }
      return blob.finish();
    } catch (error) {
      blob.abort();
      throw error;
    }
  }

  /** A known blob was put again: it is young again, and not pruned before evidence names it. */
  private keep(sha256: string): void {
    inFlightOf(this.folder).add(sha256);
    orDiskFull(this.folder, () => this.db.prepare('UPDATE blobs SET put_at = ? WHERE sha256 = ?').run(new Date().toISOString(), sha256));
  }

  create(): { write(chunk: Buffer): void; finish(): BlobRef; abort(): void } {
    const temporary = join(this.root, 'tmp', randomUUID());
    const hash = createHash('sha256');
    let fd: number | null = null;
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    let size = 0;
    let stored = 0;
    let encoding: Encoding | null = null;
    let over = false;

    const writeAll = (bytes: Buffer): void => {
      if (fd === null) {
        mkdirSync(join(this.root, 'tmp'), { recursive: true, mode: 0o700 });
        fd = openSync(temporary, 'wx', 0o600);
      }
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
      stored += bytes.length;
    };
    const flush = (plain: Buffer): void => {
      if (encoding === 'raw') return writeAll(plain);
      const frame = plain.length < SMALL && encoding === null ? null : encodeFrame(plain);
      // the first frame decides for the whole blob
      encoding ??= frame !== null && frame.length < plain.length * (1 - WORTH) ? 'zstd' : 'raw';
      writeAll(encoding === 'zstd' && frame !== null ? frame : plain);
    };
    const takeFrames = (all: boolean): void => {
      if (pendingBytes < FRAME && !all) return;
      const joined = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending);
      let at = 0;
      for (; joined.length - at >= FRAME; at += FRAME) flush(joined.subarray(at, at + FRAME));
      if (all && at < joined.length) {
        flush(joined.subarray(at));
        at = joined.length;
      }
      // a copy: the caller may reuse its chunk's memory
      pending = at < joined.length ? [Buffer.from(joined.subarray(at))] : [];
      pendingBytes = joined.length - at;
    };
    const abort = (): void => {
      over = true;
      pending = [];
      if (fd !== null) {
        closeSync(fd);
        fd = null;
        rmSync(temporary, { force: true });
      }
    };
    const alive = (): void => {
      if (over) throw new Error('this blob is already finished or aborted');
    };
    return {
      abort,
      write: (chunk) => {
        alive();
        try {
          hash.update(chunk);
          size += chunk.length;
          pending.push(Buffer.from(chunk));
          pendingBytes += chunk.length;
          orDiskFull(this.folder, () => takeFrames(false));
        } catch (error) {
          abort();
          throw error;
        }
      },
      finish: () => {
        alive();
        try {
          return orDiskFull(this.folder, () => {
            takeFrames(true);
            if (fd === null) writeAll(Buffer.alloc(0)); // an empty blob is a file too
            const sha256 = hash.digest('hex');
            const row = this.row(sha256);
            if (row !== null && this.whole(sha256, row)) {
              abort();
              this.keep(sha256);
              return { sha256, size };
            }
            if (fd !== null) closeSync(fd);
            fd = null;
            over = true;
            mkdirSync(join(this.root, sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
            renameSync(temporary, this.path(sha256));
            inFlightOf(this.folder).add(sha256);
            this.db
              .prepare(
                'INSERT INTO blobs (sha256, size, stored, encoding, put_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET stored = excluded.stored, encoding = excluded.encoding, put_at = excluded.put_at',
              )
              .run(sha256, size, stored, encoding ?? 'raw', new Date().toISOString());
            return { sha256, size };
          });
        } catch (error) {
          abort();
          rmSync(temporary, { force: true });
          throw error;
        }
      },
    };
  }

  /** Where the content lies, for who reads it in another thread; null when it is gone. Throws DamagedBlobError for a file of another length. */
  file(sha256: string): BlobFile | null {
    const row = this.row(sha256);
    const stored = statSync(this.path(sha256), { throwIfNoEntry: false })?.size;
    if (row === null || stored === undefined) return null;
    if (stored !== row.stored) throw new DamagedBlobError(`the stored content ${sha256.slice(0, 12)}… is damaged: its file has ${stored} bytes, ${row.stored} were stored`);
    return { path: this.path(sha256), encoding: row.encoding, size: row.size };
  }

  /** The plain content or its head; null when it is gone. Throws DamagedBlobError when the bytes are not what the name says. */
  read(sha256: string, maxBytes = Number.POSITIVE_INFINITY): Buffer | null {
    const content = this.readRange(sha256, 0, maxBytes);
    // what is read whole is checked against its name
    if (content !== null && content.length === this.row(sha256)?.size && createHash('sha256').update(content).digest('hex') !== sha256)
      throw new DamagedBlobError(`the stored content ${sha256.slice(0, 12)}… is damaged: its bytes are not what was stored`);
    return content;
  }

  /** Bytes of the content from `from` on, fewer where it ends; null when it is gone. Reads and decompresses no more of the file than that takes. */
  readRange(sha256: string, from: number, maxBytes: number): Buffer | null {
    const row = this.row(sha256);
    if (row === null) return null;
    try {
      return readBlobRange({ path: this.path(sha256), encoding: row.encoding, size: row.size }, from, Math.max(0, maxBytes));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw new DamagedBlobError(`the stored content ${sha256.slice(0, 12)}… can't be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  /** Removes what writers that died left. Only the owner may call it, before anything is written. */
  cleanTemporary(): void {
    rmSync(join(this.root, 'tmp'), { recursive: true, force: true });
  }

  /** Removes files that the database does not know: put by a process that died before it could say so. Returns the bytes freed. */
  removeUnknownFiles(apply: boolean): number {
    const known = new Set(this.db.prepare<[], string>('SELECT sha256 FROM blobs').pluck().all());
    const flying = inFlightOf(this.folder);
    let bytes = 0;
    for (const folder of listOrNone(this.root)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const name of listOrNone(join(this.root, folder))) {
        if (known.has(name) || flying.has(name) || !/^[0-9a-f]{64}$/.test(name)) continue;
        const path = join(this.root, folder, name);
        bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        if (apply) rmSync(path, { force: true });
      }
    }
    return bytes;
  }

  removeFile(sha256: string): void {
    rmSync(this.path(sha256), { force: true });
  }
}

function listOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
