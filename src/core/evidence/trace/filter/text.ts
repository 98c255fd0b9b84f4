// Plain text in the lines of events: the log's bytes are searched in slabs, and each hit is mapped to its event by offset. Called by terms.ts.
import type { ByteSource } from '../../types.ts';
import type { EventSet, TraceIndex } from '../types.ts';

/** Bytes between two steps; the size of a stored blob's frame, so that no slab is put together of two. */
const SLAB = 1 << 20;

/** Events with `text` (as UTF-8) in their line, or in the second line of a call that was cut in two. Hits in lines of no event don't count. */
export function* textSteps(index: TraceIndex, source: ByteSource, text: string): Generator<void, EventSet, undefined> {
  const set: EventSet = new Uint32Array((index.count + 31) >>> 5);
  // No line holds a line end.
  if (text.includes('\n') || text === '') return set;
  const needle = Buffer.from(text);
  const lines = lineWalk(index, set);
  const size = Math.min(source.size, index.bytes);
  const overlap = needle.length - 1;
  let tail: Uint8Array = new Uint8Array(0);
  // One piece of memory for all slabs: fresh pages for each would cost more than the search.
  const own = source.readInto === undefined ? null : new Uint8Array(Math.min(SLAB, size));
  for (let at = 0; at < size; at += SLAB) {
    const wanted = Math.min(SLAB, size - at);
    const piece = own === null || source.readInto === undefined ? source.read(at, wanted) : own.subarray(0, source.readInto(at, own.subarray(0, wanted)));
    if (piece.length === 0) break;
    const slab = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    if (tail.length > 0) {
      // What stands across the border of two slabs.
      const seam = Buffer.concat([tail, slab.subarray(0, overlap)]);
      searchIn(seam, needle, at - tail.length, lines);
    }
    searchIn(slab, needle, at, lines);
    tail = overlap === 0 ? tail : Uint8Array.from(slab.length >= overlap ? slab.subarray(slab.length - overlap) : Buffer.concat([tail, slab]).subarray(-overlap));
    yield;
  }
  return set;
}

/** After a hit the search goes on behind its line. */
function searchIn(slab: Buffer, needle: Buffer, base: number, lines: LineWalk): void {
  for (let hit = slab.indexOf(needle); hit >= 0;) {
    const next = lines.hit(base + hit) - base;
    if (next >= slab.length) return;
    hit = slab.indexOf(needle, Math.max(next, hit + 1));
  }
}

interface LineWalk {
  /** Marks the event whose line holds this byte; answers where to search on. Bytes come in ascending order, but for a slab's width. */
  hit(place: number): number;
}

function lineWalk(index: TraceIndex, set: EventSet): LineWalk {
  const { offset, length, count, resumed } = index;
  const order = resumedOrder(resumed);
  const mark = (event: number): void => {
    set[event >>> 5] = (set[event >>> 5] as number) | (1 << (event & 31));
  };
  /** The last first line that begins at or before a byte, from the one before on: hits lie close together, or far apart. */
  let last = 0;
  const firstLine = (place: number): number => {
    let low = (offset[last] ?? 0) <= place ? last : 0;
    let step = 1;
    while (low + step < count && (offset[low + step] as number) <= place) {
      low += step;
      step *= 2;
    }
    let high = Math.min(count - 1, low + step);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((offset[middle] as number) <= place) low = middle;
      else high = middle - 1;
    }
    last = low;
    return low;
  };
  return {
    hit(place) {
      if (count > 0) {
        const event = firstLine(place);
        const begin = offset[event] as number;
        const end = begin + (length[event] as number);
        if (begin <= place && place < end) {
          // qemu-user's threads write into one line: it is the line of each of them.
          for (let other = event; other >= 0 && offset[other] === begin; other -= 1) mark(other);
          return end;
        }
      }
      let low = 0;
      let high = order.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((resumed.offset[order[middle] as number] as number) <= place) low = middle + 1;
        else high = middle;
      }
      const second = order[low - 1];
      if (second === undefined) return place + 1;
      const end = (resumed.offset[second] as number) + (resumed.length[second] as number);
      if (place >= end) return place + 1;
      mark(resumed.event[second] as number);
      return end;
    },
  };
}

const orders = new WeakMap<TraceIndex['resumed'], Uint32Array>();

/** Second lines in the order of the log; the index has them by event. */
function resumedOrder(resumed: TraceIndex['resumed']): Uint32Array {
  let order = orders.get(resumed);
  if (order === undefined) {
    order = new Uint32Array(resumed.count);
    for (let i = 0; i < order.length; i += 1) order[i] = i;
    order.sort((a, b) => (resumed.offset[a] as number) - (resumed.offset[b] as number));
    orders.set(resumed, order);
  }
  return order;
}
