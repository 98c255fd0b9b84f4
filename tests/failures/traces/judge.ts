// Traces of real failures, explained alone: with what trace@1 sums up, and with all that is read of a trace. The bench prints both; a unit test holds the second to a floor.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { explainCase, tracedLog } from '../../../src/core/diagnosis/index.ts';
import { bytesSource, factsOf, readTrace, sumTrace, toldByTrace } from '../../../src/core/evidence/index.ts';
import { saidOf } from '../../../src/core/evidence/trace/index.ts';
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

/** Every line that the program wrote, put together by itself: the pieces of each stream up to a line feed. */
function linesSaid(trace: ReadableTrace): { event: number; text: string }[] {
  const streams = new Map<string, { event: number; text: string }[]>();
  for (const { event, task, fd, bytes } of saidOf(trace)) {
    const stream = streams.get(`${task} ${fd}`) ?? [];
    streams.set(`${task} ${fd}`, stream);
    for (const char of new TextDecoder('latin1').decode(bytes)) stream.push({ event: event + 1, text: char });
  }
  return [...streams.values()].flatMap((chars) => {
    const lines: { event: number; text: string }[] = [];
    let begun: { event: number; text: string } | null = null;
    for (const { event, text } of chars) {
      begun ??= { event, text: '' };
      if (text === '\n') {
        lines.push(begun);
        begun = null;
      } else begun.text += text;
    }
    return begun === null ? lines : [...lines, begun];
  });
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
  const said = new Set(linesSaid(trace).map(({ event, text }) => `${event} ${text}`));
  const pieces = findings.flatMap(({ evidence }) => evidence);
  return {
    failure,
    got,
    right: failure.red ? got === failure.cause : findings.every(({ cause }) => cause !== failure.cause),
    evidence: { all: pieces.length, sound: pieces.filter((piece) => stands(piece, trace, said)).length },
  };
}

/** A piece that names a fact is of the trace; one that names an event shows what its line holds, or a line that the program began to write there. */
function stands({ source, event, text, path }: FindingEvidence, { index, text: lines }: ReadableTrace, said: ReadonlySet<string>): boolean {
  if (source !== 'trace' || (event !== undefined && (event < 1 || event > index.count))) return false;
  if (event === undefined || path !== undefined) return path?.startsWith('trace.') === true;
  if (text === undefined || said.has(`${event} ${text}`)) return true;
  const line = `${lines.line(event - 1)} ${lines.resumedLine(event - 1) ?? ''}`;
  return text.split(/[^\w./:-]+/).every((word) => line.includes(word));
}
