// Which event of one process stands beside which of the other. First in order (alignment), then the same thing done at another time (threads and children
// come as they come), then the same question with another answer. What is left over is what only one side did.
import { alignSteps } from '../align.ts';
import type { SideTokens } from './tokens.ts';
import { inPieces } from './tokens.ts';

/** Rows in the order of both processes: an event of each, -1 where a side has none. */
export interface Rows {
  readonly a: Int32Array;
  readonly b: Int32Array;
}

export interface Matched {
  rows: Rows;
  equal: number;
  changed: number;
  onlyA: number;
  onlyB: number;
}

/** By event of its own side: the event it stands beside, -1 for none, -2 where it is not shown (more or fewer pieces of the same). */
export interface Partners {
  readonly a: Int32Array;
  readonly b: Int32Array;
}

/** What threads do in another order is found again one by one: no need to search long for the shortest edit. */
const EFFORT = { steps: 6_000_000, edits: 400 };

const ALONE = -1;
const HIDDEN = -2;

/** Events by process, without those that are not compared: `events` from `start[p]` to `start[p + 1]`, in the order of the log. */
export interface Bags {
  readonly start: Uint32Array;
  readonly events: Int32Array;
}

export function bagsOf(tokens: SideTokens, processOfTask: Int32Array, processes: number): Bags {
  const { index } = tokens.trace;
  const start = new Uint32Array(processes + 1);
  for (let event = 0; event < index.count; event++) {
    if ((tokens.asked[event] ?? -1) < 0) continue;
    const place = (processOfTask[index.task[event] ?? 0] ?? 0) + 1;
    start[place] = (start[place] ?? 0) + 1;
  }
  for (let place = 0; place < processes; place++) start[place + 1] = (start[place + 1] ?? 0) + (start[place] ?? 0);
  const next = start.slice();
  const events = new Int32Array(start[processes] ?? 0);
  for (let event = 0; event < index.count; event++) {
    if ((tokens.asked[event] ?? -1) < 0) continue;
    const process = processOfTask[index.task[event] ?? 0] ?? 0;
    const at = next[process] ?? 0;
    events[at] = event;
    next[process] = at + 1;
  }
  return { start, events };
}

const NOTHING = new Int32Array(0);
export const bagOf = ({ start, events }: Bags, process: number | null): Int32Array => (process === null ? NOTHING : events.subarray(start[process] ?? 0, start[process + 1] ?? 0));

/** Finds partners for the events of one pair of processes. `inOrder` is set for those of `a` that stand in the order of both. */
export function* matchPair(a: SideTokens, b: SideTokens, eventsA: Int32Array, eventsB: Int32Array, partners: Partners, inOrder: Uint8Array): Generator<void, void, undefined> {
  const match = yield* alignSteps(pick(a.whole, eventsA), pick(b.whole, eventsB), EFFORT);
  for (let place = 0; place < eventsA.length; place++) {
    const other = match[place] ?? -1;
    if (other < 0) continue;
    const event = eventsA[place] ?? 0;
    join(partners, event, eventsB[other] ?? 0);
    inOrder[event] = 1;
  }
  yield;
  yield* matchLeft(a, b, eventsA, eventsB, partners);
}

/** The same at another time; then the same with another outcome; then pieces. Also over what several pairs of the same job have left. */
export function* matchLeft(a: SideTokens, b: SideTokens, eventsA: Int32Array, eventsB: Int32Array, partners: Partners): Generator<void, void, undefined> {
  joinFirstFirst(a.whole, b.whole, eventsA, eventsB, partners);
  yield;
  joinFirstFirst(a.asked, b.asked, eventsA, eventsB, partners);
  yield;
  hidePieces(a, b, eventsA, eventsB, partners.a);
  hidePieces(b, a, eventsB, eventsA, partners.b);
}

const pick = (numbers: Int32Array, events: Int32Array): Int32Array => events.map((event) => numbers[event] ?? 0);

function join(partners: Partners, eventA: number, eventB: number): void {
  partners.a[eventA] = eventB;
  partners.b[eventB] = eventA;
}

/** Places by token, -1 for none: a flat array where there are about as many events as tokens, a map where a small process is one of many. */
function firstPlaces(tokens: Int32Array, events: Int32Array): { get(token: number): number; set(token: number, place: number): void } {
  let most = -1;
  for (const event of events) most = Math.max(most, tokens[event] ?? 0);
  if (most < events.length * 4) {
    const flat = new Int32Array(most + 1).fill(-1);
    return { get: (token) => flat[token] ?? -1, set: (token, place) => void (flat[token] = place) };
  }
  const map = new Map<number, number>();
  return { get: (token) => map.get(token) ?? -1, set: (token, place) => void map.set(token, place) };
}

/** First left one beside first left one, token by token. */
function joinFirstFirst(tokensA: Int32Array, tokensB: Int32Array, eventsA: Int32Array, eventsB: Int32Array, partners: Partners): void {
  const head = firstPlaces(tokensB, eventsB);
  const next = new Int32Array(eventsB.length).fill(-1);
  for (let place = eventsB.length - 1; place >= 0; place--) {
    const event = eventsB[place] ?? 0;
    if (partners.b[event] !== ALONE) continue;
    const token = tokensB[event] ?? 0;
    next[place] = head.get(token);
    head.set(token, place);
  }
  for (const event of eventsA) {
    if (partners.a[event] !== ALONE) continue;
    const token = tokensA[event] ?? 0;
    const place = head.get(token);
    if (place < 0) continue;
    join(partners, event, eventsB[place] ?? 0);
    head.set(token, next[place] ?? -1);
  }
}

/** What is left of calls that carry as much at a time as there is says nothing, where the other side asked the same at all. */
function hidePieces(own: SideTokens, other: SideTokens, events: Int32Array, others: Int32Array, partners: Int32Array): void {
  const left: number[] = [];
  for (const event of events) if (partners[event] === ALONE && inPieces(own.families[own.trace.index.name[event] ?? 0] ?? '')) left.push(event);
  if (left.length === 0) return;
  const asked = new Set<number>();
  for (const event of others) asked.add(other.asked[event] ?? 0);
  for (const event of left) if (asked.has(own.asked[event] ?? 0)) partners[event] = HIDDEN;
}

/** Rows of a pair: in the order of `a`, with what only `b` did where it did it. */
export function rowsOf(a: SideTokens, b: SideTokens, eventsA: Int32Array, eventsB: Int32Array, partners: Partners, inOrder: Uint8Array): Matched {
  const most = eventsA.length + eventsB.length;
  const rowA = new Int32Array(most);
  const rowB = new Int32Array(most);
  let rows = 0;
  const sums = { equal: 0, changed: 0, onlyA: 0, onlyB: 0 };
  const put = (eventA: number, eventB: number): void => {
    rowA[rows] = eventA;
    rowB[rows++] = eventB;
    if (eventB < 0) sums.onlyA++;
    else if (eventA < 0) sums.onlyB++;
    else if (a.whole[eventA] === b.whole[eventB]) sums.equal++;
    else sums.changed++;
  };
  let doneB = 0;
  const untilB = (event: number): void => {
    for (; doneB < eventsB.length && (eventsB[doneB] ?? 0) < event; doneB++) {
      const alone = eventsB[doneB] ?? 0;
      if (partners.b[alone] === ALONE) put(-1, alone);
    }
  };
  for (const event of eventsA) {
    const partner = partners.a[event] ?? ALONE;
    if (partner === HIDDEN) continue;
    if (partner >= 0 && inOrder[event] === 1) untilB(partner);
    put(event, partner);
  }
  untilB(Infinity);
  return { rows: { a: rowA.slice(0, rows), b: rowB.slice(0, rows) }, ...sums };
}
