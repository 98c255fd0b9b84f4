// Reads strace logs into columns (TraceIndex), their text on demand, and the document trace@1. The face of the folder.
import type { ByteSource } from '../types.ts';
import type { ReadableTrace } from '../trace/types.ts';
import { createTraceReader, type TraceReaderOptions } from './reader.ts';
import { traceText } from './trace-text.ts';

export { forEachPath, type SeenPath } from './seen.ts';
export { createTraceReader, TRACE_VERSION, type TraceReader, type TraceReaderOptions } from './reader.ts';
export { planSet } from './set/plan.ts';
export { mergeSet } from './set/merge.ts';
export type { SetFile, SetPlan } from './set/types.ts';
export { sumTrace } from './sum.ts';
export { traceText } from './trace-text.ts';
export { decorationEnd, fromLatin1, literal, literalEnd, unescape } from './text.ts';
export { argumentEnd, splitArguments } from './arguments.ts';
export { addressParts } from './sockets.ts';

const PIECE = 1 << 20;

/** A whole log: its columns, and its lines on demand. `source` must stay open as long as lines are asked for. */
export function readTrace(source: ByteSource, options: TraceReaderOptions = {}): ReadableTrace {
  const reader = createTraceReader(options);
  for (let offset = 0; offset < source.size; offset += PIECE) {
    const piece = source.read(offset, PIECE);
    if (piece.length === 0) break; // it shrank
    reader.push(piece);
  }
  const index = reader.finish();
  return { index, text: traceText(index, source) };
}
