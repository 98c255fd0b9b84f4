// Calls put together: by name, by file, by address, by error, by task. Two walks over the columns; only the rows that are shown become objects.
import type { TraceGroup, TraceGrouping } from '../../../shared/domain/trace-detail.ts';
import { forEachEvent } from './set.ts';
import { subjectsOf } from './subjects.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace, type TraceIndex } from './types.ts';

/** Calls whose result is a number of bytes that came in. recvmmsg answers with a number of messages, so its bytes are not known. */
const READS = ['read', 'pread64', 'pread', 'readv', 'preadv', 'preadv2', 'recv', 'recvfrom', 'recvmsg'];
/** Calls whose result is a number of bytes that went out; sendfile and its like go from one descriptor to another and count as written. */
const WRITES = ['write', 'pwrite64', 'pwrite', 'writev', 'pwritev', 'pwritev2', 'send', 'sendto', 'sendmsg', 'sendfile', 'sendfile64', 'splice', 'tee', 'copy_file_range'];
const MAX_ROWS = 100_000;
const MOVES_NONE = 0;
const MOVES_IN = 1;
const MOVES_OUT = 2;

/**
 * Calls of the set by what they are or what they are about, most calls first, at most `limit` rows; `total` counts all groups.
 *
 * Calls and errors are those of `strace -c` with two exceptions, the same as in trace@1: a call that never returned (exit_group, execve that a signal cut
 * off) counts as a call, which `strace -c` leaves out; and a call that the kernel restarts (`= ? ERESTARTSYS`) is no error, as the program never sees one,
 * which `strace -c` counts. `file` and `address` take in what is done on descriptors that were made for them (see {@link subjectsOf}); calls about
 * none are left out there, and calls without an error under `error`. Signals, exits and messages are in no group. A task's key is its place, from 0.
 */
export function groupsOf(trace: ReadableTrace, set: EventSet | null, by: TraceGrouping, limit: number): { total: number; rows: TraceGroup[] } {
  const { index } = trace;
  const { key, size, first, text } = keysOf(index, by);
  const { name, kind, error, flags, duration, result } = index;
  const moves = Uint8Array.from(index.names, (each) => (READS.includes(each) ? MOVES_IN : WRITES.includes(each) ? MOVES_OUT : MOVES_NONE));

  const calls = new Uint32Array(size);
  const totalNs = new Float64Array(size);
  const longestNs = new Float64Array(size).fill(-1);
  const firstEvent = new Uint32Array(size);
  // -1: no such call was in the group.
  const bytesRead = new Float64Array(size).fill(-1);
  const bytesWritten = new Float64Array(size).fill(-1);
  forEachEvent(set, index.count, (event) => {
    if (kind[event] !== KIND.call) return undefined;
    const group = key[event] ?? 0;
    if (group < first || group >= size) return undefined;
    const failed = error[event] ?? 0;
    if (by === 'error' && (failed === 0 || ((flags[event] ?? 0) & FLAG.restarted) !== 0)) return undefined;
    if (calls[group] === 0) firstEvent[group] = event;
    calls[group] = (calls[group] ?? 0) + 1;
    const ns = duration[event] ?? Number.NaN;
    if (ns >= 0) {
      totalNs[group] = (totalNs[group] ?? 0) + ns;
      if (ns > (longestNs[group] ?? -1)) longestNs[group] = ns;
    }
    const moved = moves[name[event] ?? 0] ?? MOVES_NONE;
    if (moved === MOVES_NONE) return undefined;
    const bytes = result[event] ?? Number.NaN;
    const sum = moved === MOVES_IN ? bytesRead : bytesWritten;
    sum[group] = Math.max(0, sum[group] ?? 0) + (bytes > 0 ? bytes : 0);
    return undefined;
  });

  const { total, groups } = most(calls, first, limit);
  const errorsOf = errorsByGroup(index, set, key, groups, size);
  const rows = groups.map((group, place): TraceGroup => {
    const timed = (longestNs[group] ?? -1) >= 0;
    return {
      key: text(group),
      calls: calls[group] ?? 0,
      errors: errorsOf(place),
      totalNs: timed ? whole(totalNs[group]) : null,
      longestNs: timed ? whole(longestNs[group]) : null,
      firstEvent: (firstEvent[group] ?? 0) + 1,
      bytesRead: (bytesRead[group] ?? -1) < 0 ? null : whole(bytesRead[group]),
      bytesWritten: (bytesWritten[group] ?? -1) < 0 ? null : whole(bytesWritten[group]),
    };
  });
  return { total, rows };
}

/** A sum as an integer that JSON and the schema take: hostile numbers end at 2^53. */
const whole = (value: number | undefined): number => Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value ?? 0)));

interface Keys {
  key: { readonly [event: number]: number };
  /** Groups are numbers below this, from `first`: 0 stands for "none" in most tables. */
  size: number;
  first: number;
  text: (group: number) => string;
}

function keysOf(index: TraceIndex, by: TraceGrouping): Keys {
  const of = (list: readonly string[]) => (group: number) => list[group] ?? '';
  switch (by) {
    case 'call':
      return { key: index.name, size: index.names.length, first: 0, text: of(index.names) };
    case 'file':
      return { key: subjectsOf(index).file, size: index.paths.length, first: 1, text: of(index.paths) };
    case 'address':
      return { key: subjectsOf(index).address, size: index.addresses.length, first: 1, text: of(index.addresses) };
    case 'error':
      return { key: index.error, size: index.errors.length, first: 1, text: of(index.errors) };
    case 'task':
      return { key: index.task, size: index.tasks.length, first: 0, text: String };
  }
}

/** The groups with most calls, of equal ones the first in their table (paths and addresses stand there in the order in which they came up). */
function most(calls: Uint32Array, first: number, limit: number): { total: number; groups: number[] } {
  const size = calls.length;
  const order = new Float64Array(size);
  let total = 0;
  // Calls times groups stays far below 2^53 for any log that fits on a disk, and numbers sort ten times faster than objects do.
  for (let group = first; group < size; group++) {
    const times = calls[group] ?? 0;
    if (times > 0) order[total++] = times * size + (size - 1 - group);
  }
  order.subarray(0, total).sort();
  const groups: number[] = [];
  for (let place = total - 1; place >= 0 && groups.length < Math.min(limit, MAX_ROWS); place--) groups.push(size - 1 - ((order[place] ?? 0) % size));
  return { total, groups };
}

/** Errors by name, most often first, of the groups that are shown (by their place among those). A walk of its own: only so it needs no table of all groups. */
function errorsByGroup(
  { kind, error, flags, errors, count }: TraceIndex,
  set: EventSet | null,
  key: Keys['key'],
  groups: number[],
  size: number,
): (place: number) => Record<string, number> {
  const kinds = errors.length;
  const placeOf = new Int32Array(size).fill(-1);
  for (const [place, group] of groups.entries()) placeOf[group] = place;
  const counts = new Uint32Array(groups.length * kinds);
  forEachEvent(set, count, (event) => {
    const failed = error[event] ?? 0;
    if (failed === 0 || kind[event] !== KIND.call || ((flags[event] ?? 0) & FLAG.restarted) !== 0) return undefined;
    const place = placeOf[key[event] ?? 0] ?? -1;
    if (place >= 0) counts[place * kinds + failed] = (counts[place * kinds + failed] ?? 0) + 1;
    return undefined;
  });
  return (place) => {
    const found: [string, number][] = [];
    for (let failed = 1; failed < kinds; failed++) {
      const times = counts[place * kinds + failed] ?? 0;
      if (times > 0) found.push([errors[failed] ?? '', times]);
    }
    return Object.fromEntries(found.sort((a, b) => b[1] - a[1]));
  };
}
