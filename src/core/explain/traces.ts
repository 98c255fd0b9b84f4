// What the traces of a red cell say: the calls that decide how it ended, and where it parts from its nearest green cell.
import type { Show } from '../../shared/domain/documents.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { TraceEvent } from '../../shared/domain/trace-detail.ts';
import { firstPartingOf, nearestGreen } from '../compare/index.ts';
import { bytesSource, decidingOf, lineOf, readTrace, type ReadableTrace } from '../evidence/index.ts';
import { readBlobRange, type BlobFile } from '../store/blob-file.ts';
import type { Store } from '../store/types.ts';
import type { WorkerPool } from '../workers/pool.ts';

type Traced = NonNullable<Show['traced']>;

const READ_MS = 60_000;
/** A longer log is asked in its own view: nobody waits for it here. */
const MOST_BYTES = 16 << 20;
const DECIDING = 5;
const MAX_TEXT = 1_000;

/** What a thread is given; `green` is the number of the cell that it is compared with. */
export interface TracesTask {
  cell: number;
  red: BlobFile;
  green: { cell: number; file: BlobFile } | null;
}

/** Null where it is not red or has no trace, or a log of it is too long to be read meanwhile. */
export async function tracedOf(
  { store, workers }: { store: Pick<Store, 'getEvidence' | 'blobFile'>; workers: WorkerPool },
  run: { id: string; cells: readonly Cell[] },
  cell: Cell,
  signal?: AbortSignal,
): Promise<Traced | null> {
  if (cell.green !== false) return null;
  const logOf = (one: Cell): BlobFile | null => {
    const ref = store.getEvidence(run.id, one.number, 'trace-log');
    const file = ref === null ? null : store.blobFile(ref.sha256);
    return file === null || file.size > MOST_BYTES ? null : file;
  };
  const red = logOf(cell);
  if (red === null) return null;
  const nearest = nearestGreen(cell, run.cells);
  const file = nearest === null ? null : logOf(nearest);
  const green = nearest === null || file === null ? null : { cell: nearest.number, file };
  return workers.run('explain.traces', { cell: cell.number, red, green }, { timeoutMs: READ_MS, ...(signal === undefined ? {} : { signal }) });
}

/** A sentence that begins with what a side is called. */
const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** In the thread that explains. */
export function readTraces({ cell, red, green }: TracesTask): Traced {
  const open = (file: BlobFile): ReadableTrace => readTrace(bytesSource(readBlobRange(file, 0, file.size)));
  const trace = open(red);
  const deciding = decidingOf(trace, null, DECIDING).rows;
  if (green === null) return { deciding, parting: null };
  const other = open(green.file);
  const parting = firstPartingOf(trace, other, { called: { a: `cell ${cell}`, b: `cell ${green.cell}` } });
  const call = (of: ReadableTrace, event: TraceEvent | null) => (event === null ? null : { event: event.event, line: event.line, text: lineOf(of, event.event - 1, MAX_TEXT) });
  return { deciding, parting: parting === null ? null : { cell: green.cell, sentence: capital(parting.sentence), red: call(trace, parting.a), green: call(other, parting.b) } };
}
