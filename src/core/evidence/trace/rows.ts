// One event as it is shown: its columns, and its text from the log.
import { TRACE_EVENT_KINDS, type TraceEvent } from '../../../shared/domain/trace-detail.ts';
import { fromLatin1 } from '../strace/text.ts';
import { FLAG, KIND, type ReadableTrace, type TraceIndex } from './types.ts';

/** UTF-16 units of arguments that are shown. */
const MAX_ARGS = 4_096;
const MAX_RESULT = 1_000;
/** A character takes at most four bytes: what is behind these can't be among the characters that are shown. */
const BYTES_A_CHARACTER = 4;

/** The row of an event (from 0). Escapes stay as strace printed them; bytes that it printed raw become text. Throws RangeError for an event that the trace has not. */
export function eventRow(trace: ReadableTrace, event: number): TraceEvent {
  const { index } = trace;
  if (!(event >= 0 && event < index.count)) throw new RangeError(`event ${event + 1} of a trace of ${index.count}`);
  const flags = index.flags[event] ?? 0;
  const kind = TRACE_EVENT_KINDS[index.kind[event] ?? KIND.message] ?? 'message';
  const words = wordsOf(trace, event);
  const [args, argsCut] = cutText(words.args, MAX_ARGS);
  const time = index.time[event] ?? Number.NaN;
  const duration = index.duration[event] ?? Number.NaN;
  const madeBy = index.madeBy[event] ?? -1;
  return {
    event: event + 1,
    line: Math.max(1, index.line[event] ?? 1),
    resumedLine: (flags & FLAG.resumed) === 0 ? null : resumedLine(index, event),
    kind,
    task: index.task[event] ?? 0,
    pid: index.tasks[index.task[event] ?? 0]?.pid ?? null,
    tNs: nsOrNull(time),
    durationNs: nsOrNull(duration),
    name: index.names[index.name[event] ?? 0] ?? '',
    args,
    argsCut,
    result: cutText(withoutError(words.result), MAX_RESULT)[0],
    error: index.errors[index.error[event] ?? 0] || null,
    noise: (flags & FLAG.noise) !== 0,
    unfinished: (flags & FLAG.unfinished) !== 0,
    madeBy: madeBy >= 0 ? madeBy + 1 : null,
  };
}

/** Times of the columns as documents hold them: whole, not negative; null for NaN. */
export const nsOrNull = (ns: number): number | null => (ns >= 0 || ns < 0 ? Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(ns))) : null);

/** The event's line(s) as text, at most `max` UTF-16 units: what findings and lists show of it. */
export function lineOf({ index, text }: ReadableTrace, event: number, max = 1_000): string {
  const first = text.line(event);
  const second = ((index.flags[event] ?? 0) & FLAG.resumed) === 0 ? null : text.resumedLine(event);
  return cutText(second === null ? first : `${first} ${second}`, max)[0];
}

/** Text of at most `max` units out of the bytes of a log, and whether something was left off. */
export function cutText(latin1: string, max: number): [text: string, cut: boolean] {
  const text = fromLatin1(latin1.length > max * BYTES_A_CHARACTER ? latin1.slice(0, max * BYTES_A_CHARACTER) : latin1);
  if (text.length <= max) return [text, text.length < latin1.length && latin1.length > max * BYTES_A_CHARACTER];
  // A pair of surrogates is one character.
  const high = text.charCodeAt(max - 1) >= 0xd800 && text.charCodeAt(max - 1) < 0xdc00;
  return [text.slice(0, high ? max - 1 : max), true];
}

/** `-1 ENOENT (No such file or directory)` -> `-1`: the error has its own place. */
const withoutError = (result: string): string => /^(-1|\?)(?= E[A-Z0-9_]+(?: \(|$))/.exec(result)?.[1] ?? result;

function wordsOf({ index, text }: ReadableTrace, event: number): { args: string; result: string } {
  if (index.kind[event] === KIND.call) {
    const parts = text.parts(event);
    if (parts) return parts;
  }
  const line = text.line(event);
  // `--- SIGSEGV {si_signo=…} ---` and `+++ exited with 1 +++`: what stands behind the first word.
  const said = /(?:---|\+\+\+) \S+ ?(.*?)(?: (?:---|\+\+\+))?\r?$/.exec(line)?.[1];
  return { args: said ?? line, result: '' };
}

function resumedLine({ resumed }: TraceIndex, event: number): number | null {
  let low = 0;
  let high = resumed.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((resumed.event[middle] ?? 0) < event) low = middle + 1;
    else high = middle;
  }
  return low < resumed.count && resumed.event[low] === event ? (resumed.line[low] ?? null) : null;
}
