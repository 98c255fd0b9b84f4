// What the reader of logs hands on: the lines on which signals were found, and how many there were.
import type { FindingEvidence } from '../../../shared/domain/explain.ts';
import type { Hit, LogName } from '../types.ts';

/** One log, read once. */
export interface LogReading {
  log: LogName;
  lines: number;
  bytes: number;
  hits: ReadonlyMap<string, { hits: Hit[]; count: number }>;
  /** The lines that most likely say why something failed, best first, whatever they say. */
  likely: FindingEvidence[];
  /** What has to be told of how it was read: an encoding, garbage, lines that were cut. */
  notes: string[];
}
