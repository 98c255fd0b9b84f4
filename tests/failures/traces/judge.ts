// Traces of real failures, explained alone: with what trace@1 sums up, and with all that is read of a trace. The bench prints both; a unit test holds the second to a floor.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { explainCase, tracedLog } from '../../../src/core/diagnosis/index.ts';
import { bytesSource, factsOf, readTrace, sumTrace, toldByTrace } from '../../../src/core/evidence/index.ts';
import type { ReadableTrace } from '../../../src/core/evidence/trace/types.ts';
import { isCause } from '../../../src/shared/domain/causes.ts';
import type { Explain, FindingEvidence } from '../../../src/shared/domain/explain.ts';

const HERE = new URL('.', import.meta.url);
const listSchema = z.array(z.object({ file: z.string(), cause: z.string().refine(isCause), red: z.boolean(), outcome: z.string() }));
export type TracedFailure = z.infer<typeof listSchema>[number];

/** Of the red cell and of its control. */
export const tracedFailures = (): TracedFailure[] => listSchema.parse(JSON.parse(readFileSync(new URL('list.json', HERE), 'utf8')));

export const readFailure = ({ file }: TracedFailure): ReadableTrace => readTrace(bytesSource(readFileSync(new URL(file, HERE))));

/** `sums`: what explain knew of a trace before it read more than trace@1. */
export function explainTrace(trace: ReadableTrace, how: 'sums' | 'all'): Explain {
  const sums = sumTrace(trace);
  const facts = factsOf({ trace: sums, told: how === 'all' ? toldByTrace(trace) : null });
  const said = how === 'all' ? tracedLog(trace) : null;
  return explainCase({ facts, trace: sums, logs: said === null ? [] : [said] });
}

export interface JudgedTrace {
  failure: TracedFailure;
  /** The first cause that was named, or `none`. */
  got: string;
  /** Of a red one: the cause; of a control: that it is not blamed. */
  right: boolean;
  evidence: { all: number; sound: number };
}

export function judgeTrace(failure: TracedFailure, how: 'sums' | 'all'): JudgedTrace {
  const trace = readFailure(failure);
  const { findings } = explainTrace(trace, how);
  const got = findings[0]?.cause ?? 'none';
  const pieces = findings.flatMap(({ evidence }) => evidence);
  return {
    failure,
    got,
    right: failure.red ? got === failure.cause : findings.every(({ cause }) => cause !== failure.cause),
    evidence: { all: pieces.length, sound: pieces.filter((piece) => stands(piece, trace)).length },
  };
}

/** A piece that names an event shows what stands in that event's line; one that names a fact is of the trace. */
function stands({ source, event, text, path }: FindingEvidence, { index, text: lines }: ReadableTrace): boolean {
  if (source !== 'trace') return false;
  if (event === undefined) return path !== undefined && path.startsWith('trace.');
  if (event < 1 || event > index.count) return false;
  const line = `${lines.line(event - 1)} ${lines.resumedLine(event - 1) ?? ''}`;
  // Words of the text, as strace escapes what is not plain.
  return text === undefined || text.split(/[^\w./:-]+/).every((word) => line.includes(word));
}
