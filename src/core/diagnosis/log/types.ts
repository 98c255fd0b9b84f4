// What the reader of logs hands on: the lines on which signals were found, and how many there were.
import type { FindingEvidence } from '../../../shared/domain/explain.ts';
import type { Hit, LogName } from '../types.ts';

/** One log, read once. */
export interface LogReading {
  log: LogName;
  lines: number;
  bytes: number;
  /** The first 100 and the last 20 of each signal; `count` is of all, an upper bound where there are more than these. */
  hits: ReadonlyMap<string, { hits: Hit[]; count: number }>;
  /** The lines that most likely say why something failed, best first, whatever they say. At most 8. */
  likely: FindingEvidence[];
  /** What has to be told of how it was read: an encoding, garbage, lines that were cut. */
  notes: string[];
}

/** Takes a log in pieces of any size. */
export interface LogReader {
  push(chunk: Uint8Array): void;
  /** The end: nothing can be pushed any more. */
  finish(): LogReading;
}
