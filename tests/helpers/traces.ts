// Traces for tests, from the lines of a log.
import { bytesSource, readTrace, sumTrace } from '../../src/core/evidence/index.ts';
import type { Trace } from '../../src/shared/domain/trace.ts';
import type { ReadableTrace } from '../../src/core/evidence/trace/types.ts';

/** The trace of a log's text, or of its lines. Characters become UTF-8, as in a file. */
export const traceOf = (text: string | string[]): ReadableTrace => readTrace(bytesSource(new TextEncoder().encode(typeof text === 'string' ? text : text.join('\n') + '\n')));

/** trace@1 of a log. */
export const sumsOf = (bytes: Uint8Array): Trace => sumTrace(readTrace(bytesSource(bytes)));
