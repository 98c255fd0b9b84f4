// Recordings of tests/fixtures/traces (scripts/make-trace-fixtures.sh), read.
import { readFileSync } from 'node:fs';
import { bytesSource, readTrace } from '../../../../src/core/evidence/index.ts';
import type { ReadableTrace } from '../../../../src/core/evidence/trace/index.ts';

export const recorded = (name: string): ReadableTrace => readTrace(bytesSource(new Uint8Array(readFileSync(new URL(`../../../fixtures/traces/${name}.strace`, import.meta.url)))));

/** The event (from 0) of the first line that holds a text. */
export function eventOf({ index, text }: ReadableTrace, part: string): number {
  for (let event = 0; event < index.count; event++) if (text.line(event).includes(part)) return event;
  throw new Error(`no event with ${part}`);
}
