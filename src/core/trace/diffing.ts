// Two traces compared in the thread of the lane `traces`: opened, compared once in steps, and kept for the rows that the window scrolls through.
import type { TraceDiff, TraceDiffRows } from '../../shared/domain/trace-detail.ts';
import { breather } from '../breather.ts';
import { compareSteps, diffDocument, diffRows, withTraces, type Compared, type RowsQuery } from '../compare/index.ts';
import { bytesSource, readTrace } from '../evidence/index.ts';
import { createSharedReads } from '../image/shared-read.ts';
import type { Handlers } from '../procedures.ts';
import type { TaskFunctions, TaskProgress } from '../workers/tasks.ts';
import type { TraceShelf } from './opened.ts';
import { sayReadingTrace, type TraceRoom } from './procedures.ts';
import { findTrace } from './sources.ts';
import type { OpenedTrace, TraceFile } from './types.ts';

interface Sides {
  a: TraceFile;
  b: TraceFile;
  /** With the emulator's own calls. */
  noise: boolean;
}

/** Their inputs and outputs, by name; part of Tasks in core/workers/tasks.ts. */
export interface DiffTasks {
  'trace.diff': { input: Sides; output: TraceDiff };
  'trace.diffRows': { input: Sides & RowsQuery; output: TraceDiffRows };
}

/** Comparisons that are kept: the one that is looked at, and the one before. */
const KEPT = 2;

interface Done {
  document: TraceDiff;
  /** Without the traces themselves: a shelf owns those, and their logs may be closed meanwhile. */
  compared: Compared;
}

const NO_TRACE = readTrace(bytesSource(new Uint8Array(0)));

export function createDiffing(shelf: TraceShelf): TaskFunctionsOf {
  const kept = new Map<string, Done>();
  const reads = createSharedReads<Done, TaskProgress>();

  const both = <T>({ a, b }: Sides, signal: AbortSignal, tell: ((said: TaskProgress) => void) | undefined, work: (a: OpenedTrace, b: OpenedTrace) => T | Promise<T>): Promise<T> =>
    shelf.use(a, { signal, tell }, (left) => shelf.use(b, { signal, tell }, (right) => work(left, right)));

  const compared = async (sides: Sides, keys: { a: string; b: string }, signal: AbortSignal, tell: ((said: TaskProgress) => void) | undefined): Promise<Done> => {
    const key = `${keys.a} ${keys.b} ${String(sides.noise)}`;
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const start = (stop: AbortSignal, onProgress: (said: TaskProgress) => void): Promise<Done> => both(sides, stop, onProgress, (a, b) => compare(a, b, sides, stop));
    const done = await reads.ask(key, start, { signal, ...(tell && { onProgress: tell }) });
    kept.set(key, done);
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return done;
  };

  return {
    'trace.diff': (sides, signal, tell) =>
      both(sides, signal, tell, async (a, b) => {
        const { document } = await compared(sides, { a: a.key, b: b.key }, signal, tell);
        return { ...document, a: { ...document.a, name: sides.a.name }, b: { ...document.b, name: sides.b.name } };
      }),
    'trace.diffRows': ({ pair, folded, context, from, count, ...sides }, signal, tell) =>
      both(sides, signal, tell, async (a, b) => {
        const done = await compared(sides, { a: a.key, b: b.key }, signal, tell);
        return diffRows(withTraces(done.compared, a, b), { pair, folded, context, from, count });
      }),
  };
}

type TaskFunctionsOf = Pick<TaskFunctions, keyof DiffTasks>;

async function compare(a: OpenedTrace, b: OpenedTrace, { a: fileA, b: fileB, noise }: Sides, signal: AbortSignal): Promise<Done> {
  const steps = compareSteps(a, b, { noise });
  const breathe = breather(signal);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) {
      const document = diffDocument(step.value, { a: { name: fileA.name, key: a.key }, b: { name: fileB.name, key: b.key } });
      // What the lists are made of is in the document now.
      return { document, compared: withTraces({ ...step.value, differences: { ...step.value.differences, list: [] } }, NO_TRACE, NO_TRACE) };
    }
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
}

export function diffingProcedures(room: TraceRoom): Pick<Handlers, 'trace.diff' | 'trace.diffRows'> {
  const { workers, progress } = room;
  return {
    'trace.diff': ({ a, b, noise }, { signal }) => {
      const sides = { a: findTrace(a, room), b: findTrace(b, room), noise };
      return workers.run('trace.diff', sides, { signal, onProgress: sayReadingTrace(progress, `${sides.a.name} and ${sides.b.name}`) });
    },
    'trace.diffRows': ({ a, b, ...asked }, { signal }) => {
      const files = { a: findTrace(a, room), b: findTrace(b, room) };
      return workers.run('trace.diffRows', { ...files, ...asked }, { signal, onProgress: sayReadingTrace(progress, `${files.a.name} and ${files.b.name}`) });
    },
  };
}
