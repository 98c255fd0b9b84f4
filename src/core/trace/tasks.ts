// What the thread of the lane `traces` does. It keeps the traces that it opened; each task gives way in steps, so that rows are not kept waiting by an import, and
// a task that nobody wants any more ends.
import type { TraceCompletions, TraceDescriptor, TraceDetail, TracePart, TraceRows, TraceTimeline } from '../../shared/domain/trace-detail.ts';
import type { LogPage } from '../../shared/api/views.ts';
import type { TaskFunctions } from '../workers/tasks.ts';
import { completionsIn, descriptorIn, detailOf, rowsOf, timelineIn, type Seen } from './answers.ts';
import { createDiffing, type DiffTasks } from './diffing.ts';
import { readTraceLines } from './lines.ts';
import { createTraceShelf, type TraceShelf } from './opened.ts';
import type { TraceFile } from './types.ts';

/** Their inputs and outputs, by name; part of Tasks in core/workers/tasks.ts. */
export interface TraceTasks extends DiffTasks {
  'trace.detail': { input: Seen & { file: TraceFile; parts: readonly TracePart[]; limit: number }; output: TraceDetail };
  'trace.rows': { input: Seen & { file: TraceFile; from: number; at: number | null; count: number }; output: TraceRows };
  'trace.lines': { input: { file: TraceFile; from: number; count: number }; output: LogPage };
  'trace.descriptor': { input: { file: TraceFile; event: number }; output: TraceDescriptor };
  'trace.timeline': { input: Seen & { file: TraceFile; fromNs: number; toNs: number | null; steps: number }; output: TraceTimeline };
  'trace.complete': { input: { file: TraceFile; filter: string; cursor: number; limit: number }; output: TraceCompletions };
}

export function traceTasks(shelf: TraceShelf = createTraceShelf()): Pick<TaskFunctions, keyof TraceTasks> {
  return {
    'trace.detail': ({ file, ...asked }, signal, tell) => shelf.use(file, { signal, tell }, (trace) => detailOf(trace, { ...asked, name: file.name }, signal)),
    'trace.rows': ({ file, ...asked }, signal, tell) => shelf.use(file, { signal, tell }, (trace) => rowsOf(trace, asked, signal)),
    'trace.lines': ({ file, from, count }, signal, tell) => shelf.use(file, { signal, tell }, (trace) => readTraceLines(trace, from, count)),
    'trace.descriptor': ({ file, event }, signal, tell) => shelf.use(file, { signal, tell }, (trace) => descriptorIn(trace, event)),
    'trace.timeline': ({ file, ...asked }, signal, tell) => shelf.use(file, { signal, tell }, (trace) => timelineIn(trace, asked, signal)),
    'trace.complete': ({ file, ...asked }, signal, tell) => shelf.use(file, { signal, tell }, (trace) => completionsIn(trace, asked)),
    ...createDiffing(shelf),
  };
}
