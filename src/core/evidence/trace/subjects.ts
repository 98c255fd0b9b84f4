// What each event is about: the file or the address that the call names itself, or that its descriptor was made for. A `read(3)` belongs to the file that was
// opened as 3, a `write(5)` to the address that 5 was connected to.
import type { TraceIndex } from './types.ts';

export interface Subjects {
  /** Into `index.paths`, by event; 0 = none. */
  readonly file: Uint32Array;
  /** Into `index.addresses`, by event; 0 = none. */
  readonly address: Uint32Array;
}

const kept = new WeakMap<TraceIndex, Subjects>();

/** One pass over the columns; kept as long as the index is. */
export function subjectsOf(index: TraceIndex): Subjects {
  const known = kept.get(index);
  if (known) return known;
  const { count, path, address, madeBy, name } = index;
  const file = new Uint32Array(count);
  const reached = new Uint32Array(count);
  /** By the event that made a socket: what it is connected to now. A descriptor is what it was at its making until connect says more. */
  const peer = new Uint32Array(count);
  const connect = index.names.indexOf('connect');
  for (let event = 0; event < count; event++) {
    const maker = madeBy[event] ?? -1;
    // A maker stands before what it made; anything else is a broken index.
    const from = maker >= 0 && maker < event ? maker : -1;
    file[event] = path[event] || (from < 0 ? 0 : (file[from] ?? 0));
    const own = address[event] ?? 0;
    if (own !== 0) {
      reached[event] = own;
      if (from >= 0 && name[event] === connect) peer[from] = own;
    } else if (from >= 0) reached[event] = peer[from] || (reached[from] ?? 0);
    // What is made out of it (dup, accept) goes on with what it was.
    peer[event] = reached[event] ?? 0;
  }
  const made = { file, address: reached };
  kept.set(index, made);
  return made;
}
