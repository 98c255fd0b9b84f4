// What a log was, when its last line has been read: a trace, a table of `strace -c`, or neither, and then why not.
import type { TraceIndex } from '../../trace/types.ts';
import { Clock } from '../clock.ts';
import type { CountTable } from '../counted.ts';
import { Recorder } from '../record.ts';
import type { Reading } from './state.ts';

/** The index of what was read. `of`: what the feed and the reader know besides. */
export function verdict(reading: Reading, table: CountTable, of: { version: number; bytes: number; utf16: boolean; qemu: boolean }): TraceIndex {
  const isTrace = reading.seen > 0 && reading.proof.isTrace();
  // Of any other text a few lines look like calls: they are none.
  const record = reading.seen > 0 && !isTrace ? new Recorder(-1) : reading.record;
  const clock = isTrace ? reading.clock : new Clock(true);
  record.limits();
  const { warnings } = record;
  const counted = !isTrace && table.rows.length > 0;
  if (!isTrace && !counted) {
    const first = reading.firstStrange?.text ? reading.firstStrange : reading.firstLine;
    warnings.unshift({ code: 'no-trace', text: noTrace(reading, of.utf16, first?.text ?? ''), line: first?.line ?? null });
  } else if (reading.firstStrange) {
    warnings.push({
      code: 'lines-skipped',
      text: `${reading.strange} lines are no lines of strace; the first one is: ${JSON.stringify(reading.firstStrange.text)}`,
      line: reading.firstStrange.line,
    });
  }
  return {
    version: of.version,
    format: !isTrace ? (counted ? 'strace-count' : 'none') : of.qemu ? 'qemu' : 'strace',
    has: { pids: isTrace && reading.pids, times: clock.times, durations: record.durations, descriptors: record.descriptorsShown, stacks: reading.stacks },
    bytes: of.bytes,
    lines: reading.lines,
    startedAtMs: clock.startedAtMs,
    ...record.finish(),
    warnings,
    counted: table.rows,
  };
}

function noTrace({ lines, proof }: Reading, utf16: boolean, first: string): string {
  if (lines === 0) return 'the log is empty';
  if (utf16) return 'the log is UTF-16 text, and logs of strace are read as UTF-8; convert it first: iconv -f UTF-16 -t UTF-8 FILE > NEW';
  const few = proof.completed > 0;
  return `${few ? `only ${proof.completed}` : 'none'} of ${lines} lines is a line of strace, such as \`12 1700000000.123456 execve("/app", …) = 0\`; the first one is: ${JSON.stringify(first)}`;
}
