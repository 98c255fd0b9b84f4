// The columns of a trace while it is read: they grow by chunks, so that a log of any length costs one copy at the end and nothing is doubled.
import type { TraceIndex } from '../trace/types.ts';

/** A piece of a column is a megabyte or two: memory of that size is the system's again as soon as it is given back, where many small pieces would stay with the process. */
const BITS = 18;
/** A small log costs little: the first chunk grows up to the size of all others. */
const FIRST = 256;
const CHUNK = 1 << BITS;
const MASK = CHUNK - 1;

/** One entry an event. */
const make = (size: number) => ({
  offset: new Float64Array(size),
  length: new Uint32Array(size),
  line: new Uint32Array(size),
  task: new Uint32Array(size),
  kind: new Uint8Array(size),
  flags: new Uint8Array(size),
  name: new Uint16Array(size),
  error: new Uint8Array(size),
  time: new Float64Array(size),
  duration: new Float64Array(size),
  result: new Float64Array(size),
  path: new Uint32Array(size),
  address: new Uint32Array(size),
  fd: new Int32Array(size),
  madeBy: new Int32Array(size),
});
export type EventColumns = ReturnType<typeof make>;
type ColumnName = keyof EventColumns;
type Column = EventColumns[ColumnName];

/** Gives a piece's memory back at once: the collector would let all of them stand beside the joined columns until it has a reason to look. */
function release({ buffer }: Column): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function grown(from: EventColumns, size: number): EventColumns {
  const to = make(size);
  for (const key of Object.keys(to) as ColumnName[]) {
    (to[key] as { set(values: Column): void }).set(from[key]); // both are of one kind
    release(from[key]);
  }
  return to;
}

export class GrowingColumns {
  count = 0;
  /** The chunk that the newest event stands in, and its place there. */
  last: EventColumns = make(FIRST);
  place = -1;
  private size = FIRST;
  private readonly chunks: EventColumns[] = [this.last];

  /** Makes room for one event more and answers its number. */
  add(): number {
    if (++this.place === this.size) this.grow();
    return this.count++;
  }

  private grow(): void {
    if (this.size < CHUNK) {
      this.size *= 2;
      this.last = grown(this.last, this.size);
      this.chunks[0] = this.last;
      return;
    }
    this.last = make(CHUNK);
    this.chunks.push(this.last);
    this.place = 0;
  }

  /** The chunk of an event; its place in it is {@link placeOf}. */
  of(event: number): EventColumns {
    const chunk = this.chunks[event >>> BITS];
    if (!chunk) throw new RangeError(`no event ${event}`);
    return chunk;
  }

  placeOf(event: number): number {
    return event & MASK;
  }

  /** All columns as they are kept. Each column's pieces are let go as soon as it was copied. */
  finish(): Pick<TraceIndex, ColumnName> {
    const { count, chunks } = this;
    const whole = make(0);
    const join = <K extends ColumnName>(key: K, into: EventColumns[K]): void => {
      for (let i = 0; i * CHUNK < count; i++) {
        const piece: Column | undefined = chunks[i]?.[key];
        if (!piece || !chunks[i]) continue;
        into.set(piece.subarray(0, Math.min(CHUNK, count - i * CHUNK)), i * CHUNK);
        const chunk = chunks[i];
        if (chunk) chunk[key] = whole[key];
        release(piece);
      }
    };
    const result = whole;
    join('offset', (result.offset = new Float64Array(count)));
    join('length', (result.length = new Uint32Array(count)));
    join('line', (result.line = new Uint32Array(count)));
    join('task', (result.task = new Uint32Array(count)));
    join('kind', (result.kind = new Uint8Array(count)));
    join('flags', (result.flags = new Uint8Array(count)));
    join('name', (result.name = new Uint16Array(count)));
    join('error', (result.error = new Uint8Array(count)));
    join('time', (result.time = new Float64Array(count)));
    join('duration', (result.duration = new Float64Array(count)));
    join('result', (result.result = new Float64Array(count)));
    join('path', (result.path = new Uint32Array(count)));
    join('address', (result.address = new Uint32Array(count)));
    join('fd', (result.fd = new Int32Array(count)));
    join('madeBy', (result.madeBy = new Int32Array(count)));
    return result;
  }
}

const RESUMED_BITS = 12;
const RESUMED_CHUNK = 1 << RESUMED_BITS;

/** Second lines of calls that were cut in two, as they come. */
export class GrowingResumed {
  count = 0;
  private readonly chunks: Float64Array[] = [];

  add(event: number, offset: number, length: number, line: number): void {
    const place = (this.count++ & (RESUMED_CHUNK - 1)) * 4;
    if (place === 0) this.chunks.push(new Float64Array(RESUMED_CHUNK * 4));
    const chunk = this.chunks.at(-1);
    if (!chunk) return;
    chunk[place] = event;
    chunk[place + 1] = offset;
    chunk[place + 2] = length;
    chunk[place + 3] = line;
  }

  /** By event; the last one of an event that has several. */
  finish(events: number): TraceIndex['resumed'] {
    const at = new Int32Array(this.count === 0 ? 0 : events).fill(-1);
    for (let i = 0; i < this.count; i++) at[this.chunks[i >>> RESUMED_BITS]?.[(i & (RESUMED_CHUNK - 1)) * 4] ?? 0] = i;
    let count = 0;
    for (const i of at) if (i >= 0) count++;
    const resumed = { event: new Uint32Array(count), offset: new Float64Array(count), length: new Uint32Array(count), line: new Uint32Array(count), count };
    let place = 0;
    for (let event = 0; event < at.length; event++) {
      const i = at[event] ?? -1;
      const chunk = i < 0 ? undefined : this.chunks[i >>> RESUMED_BITS];
      if (!chunk) continue;
      const from = (i & (RESUMED_CHUNK - 1)) * 4;
      resumed.event[place] = event;
      resumed.offset[place] = chunk[from + 1] ?? 0;
      resumed.length[place] = chunk[from + 2] ?? 0;
      resumed.line[place] = chunk[from + 3] ?? 0;
      place++;
    }
    return resumed;
  }
}
