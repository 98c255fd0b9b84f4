// What an opened trace answers, as documents of the api. Called by the tasks of the thread, and by the command line for a lone file.
import type { TraceCompletions, TraceDescriptor, TraceDetail, TracePart, TraceRows, TraceTimeline } from '../../shared/domain/trace-detail.ts';
import { assertNever, InputError } from '../../shared/domain/errors.ts';
import { breather } from '../breather.ts';
import {
  completionsOf,
  countEvents,
  decidingOf,
  descriptorOf,
  dnsOf,
  endOf,
  eventRow,
  FLAG,
  forEachEvent,
  gapsOf,
  groupsOf,
  nthEvent,
  rankOf,
  soughtOf,
  sumTrace,
  taskRows,
  timelineOf,
  type EventSet,
} from '../evidence/index.ts';
import { eventsOf } from './sets.ts';
import type { OpenedTrace } from './types.ts';

/** What is seen of a trace. */
export interface Seen {
  filter: string;
  /** With the emulator's own calls. */
  noise: boolean;
}

export async function detailOf(trace: OpenedTrace, asked: Seen & { name: string; parts: readonly TracePart[]; limit: number }, signal: AbortSignal): Promise<TraceDetail> {
  const { index } = trace;
  const set = await eventsOf(trace, asked.filter, asked.noise, signal);
  const detail: TraceDetail = {
    schema: 'cgoscope/trace-detail@0',
    name: asked.name,
    key: trace.key,
    bytes: trace.bytes,
    lines: index.lines,
    format: index.format,
    has: { ...index.has },
    startedAt: index.startedAtMs === null ? null : isoOf(index.startedAtMs),
    wallNs: index.has.times === 'none' ? null : Math.round(endOf(index)),
    events: index.count,
    matching: countEvents(set, index.count),
    noise: noiseIn(trace),
    tasks: index.tasks.length,
    warnings: index.warnings.map((warning) => ({ ...warning })),
  };
  const breathe = breather(signal);
  for (const part of new Set(asked.parts)) {
    await breathe();
    addPart(detail, trace, set, part, asked.limit);
  }
  return detail;
}

function addPart(detail: TraceDetail, trace: OpenedTrace, set: EventSet | null, part: TracePart, limit: number): void {
  switch (part) {
    case 'sums':
      detail.sums = sumTrace(trace);
      return;
    case 'calls':
      detail.calls = groupsOf(trace, set, 'call', limit);
      return;
    case 'files':
      detail.files = groupsOf(trace, set, 'file', limit);
      return;
    case 'addresses':
      detail.addresses = groupsOf(trace, set, 'address', limit);
      return;
    case 'errors':
      detail.errors = groupsOf(trace, set, 'error', limit);
      return;
    case 'tasks':
      detail.taskList = taskRows(trace, set, limit);
      return;
    case 'dns':
      detail.dns = dnsOf(trace, set, limit);
      return;
    case 'sought':
      detail.sought = soughtOf(trace, set, limit);
      return;
    case 'gaps':
      detail.gaps = gapsOf(trace, set, limit);
      return;
    case 'deciding':
      detail.deciding = decidingOf(trace, set, limit);
      return;
    default:
      assertNever(part);
  }
}

/** Times that no clock has are none. */
function isoOf(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1 ? null : date.toISOString();
}

const noises = new WeakMap<OpenedTrace, number>();

function noiseIn(trace: OpenedTrace): number {
  let noise = noises.get(trace);
  if (noise === undefined) {
    const { count, flags } = trace.index;
    noise = 0;
    for (let event = 0; event < count; event += 1) if (((flags[event] ?? 0) & FLAG.noise) !== 0) noise += 1;
    noises.set(trace, noise);
  }
  return noise;
}

/** `from`: place among the events that are left, a negative one counts from the end. `at`: the rows around that event (from 1), or where it would stand. */
export async function rowsOf(trace: OpenedTrace, asked: Seen & { from: number; at: number | null; count: number }, signal: AbortSignal): Promise<TraceRows> {
  const { count } = trace.index;
  const set = await eventsOf(trace, asked.filter, asked.noise, signal);
  const matching = countEvents(set, count);
  const wanted = asked.at === null ? (asked.from < 0 ? matching + asked.from : asked.from) : rankOf(set, Math.min(count, asked.at) - 1) - Math.floor(asked.count / 2);
  const from = Math.max(0, Math.min(wanted, asked.at === null ? wanted : matching - asked.count));
  const rows: TraceRows['rows'] = [];
  const breathe = breather(signal);
  for (const event of eventsFrom(set, count, from, asked.count)) {
    rows.push(eventRow(trace, event));
    await breathe();
  }
  return { matching, from: Math.min(from, matching), rows };
}

/** At most `most` events from place `from` on. */
function eventsFrom(set: EventSet | null, count: number, from: number, most: number): number[] {
  const events: number[] = [];
  const first = nthEvent(set, from, count);
  if (first < 0 || most === 0) return events;
  if (set === null) {
    for (let event = first; event < count && events.length < most; event += 1) events.push(event);
    return events;
  }
  // From the word of the first one on; what stands before it in that word is passed over.
  const base = first & ~31;
  forEachEvent(set.subarray(first >>> 5), count - base, (place) => {
    if (base + place >= first) events.push(base + place);
    return events.length < most;
  });
  return events;
}

/** `event` from 1. Throws InputError for one that the trace has not, and for one that is about no descriptor. */
export function descriptorIn(trace: OpenedTrace, event: number): TraceDescriptor {
  const { count } = trace.index;
  if (event > count) throw new InputError(`there is no event ${event}; the trace has ${count}`, { input: String(event), expected: `1 to ${count}` });
  const descriptor = descriptorOf(trace, event - 1);
  if (descriptor === null) throw new InputError(`event ${event} is about no descriptor`, { input: String(event), expected: 'a call on a descriptor, or one that makes one' });
  return descriptor;
}

export async function timelineIn(trace: OpenedTrace, asked: Seen & { fromNs: number; toNs: number | null; steps: number }, signal: AbortSignal): Promise<TraceTimeline> {
  const set = await eventsOf(trace, asked.filter, asked.noise, signal);
  return timelineOf(trace, set, asked);
}

export function completionsIn(trace: OpenedTrace, asked: { filter: string; cursor: number; limit: number }): TraceCompletions {
  return completionsOf(trace, asked.filter, asked.cursor, asked.limit);
}
