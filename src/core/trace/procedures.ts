// The procedures that ask a trace: it is found here and read in the thread of the lane `traces`.
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TraceSource } from '../../shared/api/contract.ts';
import { CancelledError, InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { fileErrorCode, fileErrorWhy } from '../file-errors.ts';
import type { Handlers } from '../procedures.ts';
import type { Progress } from '../toolchain/types.ts';
import type { TaskProgress } from '../workers/tasks.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { openLog } from './log.ts';
import { mergedPieces } from './set/index.ts';
import { findTrace, type SourceRoom } from './sources.ts';
import type { TraceFile } from './types.ts';

export interface TraceRoom extends SourceRoom {
  workers: WorkerPool;
  /** Told while a long log is read for the first time. */
  progress: Progress;
}

/** Tells how far the reading of a log is, as one task of the api's progress. */
export const sayReadingTrace =
  (progress: Progress, name: string) =>
  ({ doneBytes, totalBytes }: TaskProgress): void =>
    progress({ task: `trace ${name}`, text: 'reading the log', doneBytes, totalBytes });

export function traceProcedures(
  room: TraceRoom,
): Pick<Handlers, 'trace.detail' | 'trace.rows' | 'trace.lines' | 'trace.descriptor' | 'trace.timeline' | 'trace.complete' | 'trace.export'> {
  const { workers, progress } = room;
  const found = (source: TraceSource, name: string | null, signal: AbortSignal) => {
    const file = findTrace(source, room);
    return { file: name === null ? file : { ...file, name }, options: { signal, onProgress: sayReadingTrace(progress, name ?? file.name) } };
  };
  return {
    'trace.detail': ({ source, name, ...asked }, { signal }) => {
      const { file, options } = found(source, name, signal);
      return workers.run('trace.detail', { file, ...asked }, options);
    },
    'trace.rows': ({ source, ...asked }, { signal }) => {
      const { file, options } = found(source, null, signal);
      return workers.run('trace.rows', { file, ...asked }, options);
    },
    'trace.lines': ({ source, ...asked }, { signal }) => {
      const { file, options } = found(source, null, signal);
      return workers.run('trace.lines', { file, ...asked }, options);
    },
    'trace.descriptor': ({ source, event }, { signal }) => {
      const { file, options } = found(source, null, signal);
      return workers.run('trace.descriptor', { file, event }, options);
    },
    'trace.timeline': ({ source, ...asked }, { signal }) => {
      const { file, options } = found(source, null, signal);
      return workers.run('trace.timeline', { file, ...asked }, options);
    },
    'trace.complete': ({ source, filter, cursor, limit }, { signal }) => {
      const { file, options } = found(source, null, signal);
      return workers.run('trace.complete', { file, filter, cursor, limit }, options);
    },
    'trace.export': ({ source, to }, { signal }) => exportLog(findTrace(source, room), to, signal),
  };
}

const PIECE = 1 << 20;

/** The log's bytes as they are stored plain; of a file as it stands, of a set of files merged. Never over an existing file; what was written of a log that fails or is cancelled goes. */
async function exportLog(file: TraceFile, to: string, signal: AbortSignal): Promise<{ file: string; bytes: number }> {
  if (!path.isAbsolute(to)) throw new InputError(`${to} is not an absolute path`, { input: to, expected: 'an absolute path' });
  const { source, set } = openLog(file);
  let out: WriteStream | null = null;
  let made = false;
  try {
    out = createWriteStream(to, { flags: 'wx', mode: 0o600 });
    out.once('open', () => (made = true));
    await pipeline(Readable.from(set === null ? piecesOf(source) : mergedPieces(set, signal), { objectMode: true }), out, { signal });
    return { file: to, bytes: out.bytesWritten };
  } catch (error) {
    if (made) await rm(to, { force: true });
    if (signal.aborted) throw new CancelledError();
    if (fileErrorCode(error) === 'EEXIST') throw new InputError(`${shown(to)} is there already; it was left as it is`, { input: to, expected: 'a file that is not there yet' });
    if (/^E[A-Z]+$/.test(fileErrorCode(error)))
      throw new InputError(`${shown(to)} can't be written: ${fileErrorWhy(error)}`, { input: to, expected: 'a folder that can be written' });
    throw error;
  } finally {
    source.close();
  }
}

function* piecesOf(source: { size: number; read(offset: number, length: number): Uint8Array }): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < source.size; at += PIECE) {
    const piece = source.read(at, PIECE);
    if (piece.length === 0) return; // it shrank
    yield piece;
  }
}
