// The traces that a thread has opened, by the key of their log; the ones that were used least recently go when they take too much. Every task on traces asks
// here for its trace (core/trace/tasks.ts), and so does the command line for a lone file.
import { CancelledError } from '../../shared/domain/errors.ts';
import { createSharedReads } from '../image/shared-read.ts';
import { traceText, type TraceIndex } from '../evidence/index.ts';
import type { OpenSource } from '../file-source.ts';
import type { TaskProgress } from '../workers/tasks.ts';
import { importLog } from './import.ts';
import { keptTraces } from './kept.ts';
import { openLog, unpacked, type OpenLog } from './log.ts';
import { keptMerged, setWarnings, type TraceSet } from './set/index.ts';
import type { OpenedTrace, OpenOptions, TraceFile } from './types.ts';

/** Columns and unpacked logs in memory; the trace that was asked for last stays however large it is. */
const SHELF_BYTES = 800_000_000;
/** Each has its log open. */
const MOST_OPEN = 32;
/** A log that is read faster than its index is worth no file. */
const WORTH_KEEPING = 1_000_000;

export interface TraceShelf {
  /**
   * Opens the trace, reading its log where it is not known, and lends it to `work`. A file is looked at each time: one that has changed is read again. Rejects
   * with InputError where there is no such file, CancelledError after an abort, and with what `work` rejects with.
   */
  use<T>(file: TraceFile, options: OpenOptions, work: (trace: OpenedTrace) => T | Promise<T>): Promise<T>;
  /** Bytes in memory. */
  readonly memory: number;
  /** Resolves when every index that was to be kept has been written. */
  settled(): Promise<void>;
  /** Closes every log. */
  close(): void;
}

interface Entry {
  trace: OpenedTrace;
  log: OpenSource;
  bytes: number;
  users: number;
  /** Off the shelf: closed when the last user has gone. */
  gone: boolean;
}

export function createTraceShelf({ maxBytes = SHELF_BYTES, worthKeeping = WORTH_KEEPING }: { maxBytes?: number; worthKeeping?: number } = {}): TraceShelf {
  const entries = new Map<string, Entry>();
  const reads = createSharedReads<Entry, TaskProgress>();
  let writing: Promise<unknown> = Promise.resolve();
  const used = (): number => [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);

  const drop = (key: string, entry: Entry): void => {
    if (entries.get(key) === entry) entries.delete(key);
    entry.gone = true;
    if (entry.users === 0) entry.log.close();
  };

  const shelve = (key: string, entry: Entry): void => {
    const before = entries.get(key);
    if (before !== undefined) drop(key, before);
    entries.set(key, entry);
    for (const [other, each] of entries) {
      if (each === entry || (used() <= maxBytes && entries.size <= MOST_OPEN)) break;
      drop(other, each);
    }
  };

  async function load(file: TraceFile, log: OpenLog, options: OpenOptions): Promise<Entry> {
    if (log.set !== null) return loadSet(file, log, log.set, options);
    const kept = file.kept === null || log.source.size < worthKeeping ? null : keptTraces(file.kept);
    let source = log.source;
    try {
      const known = await kept?.get(log.key);
      if (options.signal.aborted) throw new CancelledError();
      source = await unpacked(log, file.name, options.signal, (doneBytes) => options.tell?.({ doneBytes, totalBytes: log.source.size }));
      const index = known ?? (await importLog(source, options, { pid: log.pid }));
      if (kept !== null && (known ?? null) === null) writing = Promise.all([writing, kept.put(log.key, index)]);
      const entry = entryOf(log.key, source, index, log.packed !== null);
      shelve(log.key, entry);
      return entry;
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** The merged log and its index are kept side by side, and used together or not at all. */
  async function loadSet(file: TraceFile, { key }: OpenLog, set: TraceSet, options: OpenOptions): Promise<Entry> {
    const folder = set.bytes < worthKeeping ? null : file.kept;
    const indexes = folder === null ? null : keptTraces(folder);
    const texts = keptMerged(folder);
    const known = (await indexes?.get(key)) ?? null;
    const text = known === null ? null : await texts.get(key);
    if (known !== null && text?.size === known.bytes) {
      const entry = entryOf(key, text, known, false);
      shelve(key, entry);
      return entry;
    }
    text?.close();
    if (options.signal.aborted) throw new CancelledError();
    const { source, plan, inMemory, cut } = await texts.merge(set, key, options);
    try {
      const read = await importLog(source, options, { merged: plan.by });
      const index = { ...read, warnings: [...setWarnings(plan, read, cut), ...read.warnings] };
      if (indexes !== null) writing = Promise.all([writing, indexes.put(key, index)]);
      const entry = entryOf(key, source, index, inMemory);
      shelve(key, entry);
      return entry;
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** What is on the shelf, or read now. */
  async function find(file: TraceFile, options: OpenOptions): Promise<Entry> {
    if (options.signal.aborted) throw new CancelledError();
    const log = openLog(file);
    const entry = entries.get(log.key);
    if (entry !== undefined) {
      log.source.close();
      // Last in the order is used last.
      entries.delete(log.key);
      entries.set(log.key, entry);
      return entry;
    }
    let taken = false;
    const start = (signal: AbortSignal, onProgress: (said: TaskProgress) => void): Promise<Entry> => {
      taken = true;
      return load(file, log, { signal, tell: onProgress });
    };
    try {
      return await reads.ask(log.key, start, { signal: options.signal, ...(options.tell && { onProgress: options.tell }) });
    } finally {
      // Somebody else reads it already.
      if (!taken) log.source.close();
    }
  }

  return {
    async use(file, options, work) {
      let entry = await find(file, options);
      // Others may have pushed it off the shelf again before its turn came.
      while (entry.gone) entry = await find(file, options);
      const mine = entry;
      mine.users += 1;
      try {
        return await work(mine.trace);
      } finally {
        mine.users -= 1;
        if (mine.gone && mine.users === 0) mine.log.close();
      }
    },
    get memory() {
      return used();
    },
    settled: () => writing.then(() => undefined),
    close() {
      for (const [key, entry] of entries) drop(key, entry);
    },
  };
}

function entryOf(key: string, source: OpenSource, index: TraceIndex, inMemory: boolean): Entry {
  const trace: OpenedTrace = { key, bytes: source.size, source, index, text: traceText(index, source), sets: new Map() };
  return { trace, log: source, bytes: bytesIn(index) + (inMemory ? source.size : 0), users: 0, gone: false };
}

/** An estimate: columns as they are, texts by their length. */
function bytesIn(index: TraceIndex): number {
  let bytes = 0;
  const values: unknown[] = Object.values(index);
  values.push(...Object.values<unknown>({ ...index.resumed }));
  for (const value of values) if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  for (const table of [index.paths, index.addresses]) for (const text of table) bytes += 32 + text.length;
  return bytes + index.tasks.length * 200;
}
