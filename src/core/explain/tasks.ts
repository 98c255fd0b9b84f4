// What the worker does: reads the logs as they stream by and lets the rules look at them.
import { explainCase, logReader, tracedLog, type LogReading } from '../diagnosis/index.ts';
import type { LogName } from '../diagnosis/types.ts';
import { readTrace, sumTrace, toldByTrace } from '../evidence/index.ts';
import { openFile } from '../file-source.ts';
import { openAtOnce } from '../trace/set/index.ts';
import { blobPieces } from '../store/blob-file.ts';
import type { TaskFunctions } from '../workers/tasks.ts';
import { readTraces } from './traces.ts';
import type { LogSource } from './types.ts';

const CHUNK = 1 << 20;

export const explainTasks = (): Pick<TaskFunctions, 'explain.case' | 'explain.trace' | 'explain.traces'> => ({
  'explain.case': ({ logs, traced, ...known }) => explainCase({ ...known, logs: [...logs.map(({ log, source }) => readLog(log, source)), ...(traced ? readSaid(traced) : [])] }),
  'explain.traces': readTraces,
  'explain.trace': ({ path, name }) => {
    const { source, options } = openAtOnce(path, name);
    try {
      const trace = readTrace(source, options);
      return { trace: sumTrace(trace), told: toldByTrace(trace) };
    } finally {
      source.close();
    }
  },
});

function readSaid({ path, name }: { path: string; name: string }): LogReading[] {
  const { source, options } = openAtOnce(path, name);
  try {
    return [tracedLog(readTrace(source, options)) ?? []].flat();
  } finally {
    source.close();
  }
}

function readLog(log: LogName, source: LogSource): LogReading {
  const reader = logReader(log);
  for (const piece of pieces(source)) reader.push(piece);
  return reader.finish();
}

function pieces(source: LogSource): Iterable<Uint8Array> {
  switch (source.kind) {
    case 'text':
      return [Buffer.from(source.text)];
    case 'blob':
      return blobPieces(source.file);
    case 'file':
      return filePieces(source.path, source.name);
  }
}

/** Throws InputError for what is no regular file. */
function* filePieces(path: string, name: string): Generator<Uint8Array, void, undefined> {
  const open = openFile(path, name);
  try {
    for (let offset = 0; offset < open.size; offset += CHUNK) {
      const piece = open.read(offset, CHUNK);
      if (piece.length === 0) return; // it shrank
      yield piece;
    }
  } finally {
    open.close();
  }
}
