// A trace as a log: what the program wrote to its outputs, line by line, each line with the event that wrote its beginning. So every wording that rules know is
// found in a trace alone too.
import type { FindingEvidence } from '../../../shared/domain/explain.ts';
import { saidOf, type ReadableTrace } from '../../evidence/index.ts';
import type { Hit, LogLine } from '../types.ts';
import { createLogReader, type SignalTable } from './reader.ts';
import type { LogReading } from './types.ts';

const LF = 10;
const END = Uint8Array.of(LF);
/** Text that is read of a trace; a program that prints more has said long before what is wrong. */
const MOST_BYTES = 8 << 20;

/** Null where the log shows no word of the program (its calls to write were not traced, or it said nothing). */
export function readTraced(trace: ReadableTrace, table: SignalTable): LogReading | null {
  const reader = createLogReader(table, 'trace');
  /** Event (from 0) of each line that was handed on. */
  const events: number[] = [];
  const open = new Map<string, { event: number; pieces: Uint8Array[] }>();
  let bytes = 0;
  let cut = 0;
  const line = (event: number, pieces: readonly Uint8Array[]): void => {
    events.push(event);
    for (const piece of pieces) reader.push(piece);
    reader.push(END);
  };
  for (const said of saidOf(trace)) {
    if (bytes > MOST_BYTES) break;
    bytes += said.bytes.length;
    if (said.cut) cut++;
    // Each stream on its own: two of them may be in the middle of a line.
    const stream = `${said.task} ${said.fd}`;
    let begun = open.get(stream) ?? { event: said.event, pieces: [] };
    let from = 0;
    for (let at = said.bytes.indexOf(LF); at >= 0; at = said.bytes.indexOf(LF, from)) {
      line(begun.event, [...begun.pieces, said.bytes.subarray(from, at)]);
      begun = { event: said.event, pieces: [] };
      from = at + 1;
    }
    if (from < said.bytes.length) begun.pieces.push(said.bytes.subarray(from));
    // What follows a string that strace cut is not its continuation.
    if (said.cut && begun.pieces.length > 0) {
      line(begun.event, begun.pieces);
      begun = { event: said.event, pieces: [] };
    }
    if (begun.pieces.length > 0) open.set(stream, begun);
    else open.delete(stream);
  }
  for (const { event, pieces } of open.values()) line(event, pieces);
  if (events.length === 0) return null;

  const placed = (of: LogLine): LogLine => {
    const event = events[of.number - 1] ?? 0;
    return { ...of, number: trace.index.line[event] ?? 0, event: event + 1 };
  };
  const hit = (of: Hit): Hit => ({ ...of, line: placed(of.line), before: of.before.map(placed), after: of.after.map(placed) });
  const reading = reader.finish();
  return {
    ...reading,
    hits: new Map([...reading.hits].map(([signal, { hits, count }]) => [signal, { count, hits: hits.map(hit) }])),
    likely: reading.likely.map((piece): FindingEvidence => {
      const event = events[(piece.line ?? 1) - 1] ?? 0;
      return { source: 'trace', line: trace.index.line[event] ?? 0, event: event + 1, ...(piece.text === undefined ? {} : { text: piece.text }) };
    }),
    notes: [
      ...reading.notes,
      ...(cut > 0 ? [`${cut} of the texts that it wrote ${cut === 1 ? 'is' : 'are'} cut in the trace: record with strace -s 256 or more to see all of them`] : []),
    ],
  };
}
