// What was looked for, where, and whether it was found: programs, loaders, libraries, certificates, resolver files, users, time zones, and all other files.
import { SOUGHT_KINDS, type SoughtKind, type TraceSought } from '../../../shared/domain/trace-detail.ts';
import { pathCall } from '../strace/files.ts';
import { thingOf, ZONE_ARCHIVE, type Thing } from './kinds.ts';
import { processOf } from './processes.ts';
import { forEachEvent } from './set.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace, type TraceIndex } from './types.ts';

const MAX_PLACES = 100;
/** These errors say that something stands there. */
const IS_THERE = new Set(['EEXIST', 'ENOEXEC', 'ETXTBSY', 'EISDIR', 'ELIBBAD']);

/** One path (or socket) that was looked at. */
interface Place {
  path: string;
  first: number;
  /** The first look that found it; -1 for none. */
  found: number;
  error: string | null;
}

/** One thing in all its places, as the trace holds it; `event`s count from 0. */
export interface Sought {
  thing: Thing;
  places: Place[];
  task: number;
  first: number;
  /** Where it was found first; null where it never was. */
  foundAt: Place | null;
}

/**
 * Things that calls of the set looked for (open, stat, access, readlink, execve and their like, connect to a socket of the file system), the telling ones
 * first: what was never found, then what was, then what every program looks for and none minds. `libc.so.6` in five folders is one, so are all files and
 * folders of root certificates; a folder of them that is there without a file of it being opened is not a find.
 *
 * An execve that fails with ENOENT although its file is there lacks the interpreter that the file names (PT_INTERP, or `#!`): it is told as a `loader`, "interpreter
 * of PATH". That the file is there is known where a call found it before, and for the first call of the log: strace looks before it starts a program.
 */
export function soughtOf(trace: ReadableTrace, set: EventSet | null, limit: number): { total: number; rows: TraceSought[] } {
  const all = allSought(trace, set);
  return { total: all.length, rows: all.slice(0, Math.max(0, limit)).map(rowOf) };
}

const rowOf = ({ thing, places, task, foundAt }: Sought): TraceSought => ({
  kind: thing.kind,
  name: thing.name,
  found: foundAt !== null,
  places: places.slice(0, MAX_PLACES).map(({ path, found, error, first }) => ({ path, error: found >= 0 ? null : error, event: first + 1 })),
  foundAt: foundAt?.path ?? null,
  task,
});

/** As {@link soughtOf}, whole and with events from 0. */
export function allSought(trace: ReadableTrace, set: EventSet | null): Sought[] {
  const { index } = trace;
  const { kind, name, path, address, error, flags, result } = index;
  const looks = Uint8Array.from(index.names, (each) => (pathCall(each) ? 1 : each === 'connect' ? 2 : 0));
  const execs = index.names.map((each) => each === 'execve' || each === 'execveat');
  const there = index.errors.map((each) => IS_THERE.has(each));
  const readlinks = index.names.map((each) => each.startsWith('readlink'));
  const executed = new Uint8Array(index.paths.length);
  const firstCall = firstCallOf(index);
  const paths = new Table(index.paths.length);
  const sockets = new Table(index.addresses.length);
  const interpreters = new Map<number, number>();
  forEachEvent(set, index.count, (event) => {
    if (kind[event] !== KIND.call) return undefined;
    const how = looks[name[event] ?? 0] ?? 0;
    if (how === 0) return undefined;
    const state = flags[event] ?? 0;
    if ((state & (FLAG.unfinished | FLAG.restarted)) !== 0) return undefined;
    const at = (how === 1 ? path[event] : address[event]) ?? 0;
    if (at === 0) return undefined;
    const failed = error[event] ?? 0;
    if (failed === 0 && Number.isNaN(result[event] ?? Number.NaN)) return undefined;
    const exec = how === 1 && execs[name[event] ?? 0] === true;
    if (exec) {
      executed[at] = 1;
      const found = paths.found[at] ?? -1;
      if (index.errors[failed] === 'ENOENT' && (found >= 0 || event === firstCall)) {
        if (!interpreters.has(at)) interpreters.set(at, event);
        return undefined;
      }
    }
    const isThere = failed === 0 || there[failed] === true || (readlinks[name[event] ?? 0] === true && index.errors[failed] === 'EINVAL');
    (how === 1 ? paths : sockets).saw(at, event, isThere, failed);
    return undefined;
  });

  const groups = new Groups(index);
  paths.each((at, first, found, failed) => {
    const text = index.paths[at] ?? '';
    if (text !== '') groups.add(thingOf(text, executed[at] === 1), { path: text, first, found, error: index.errors[failed] || null });
  });
  sockets.each((at, first, found, failed) => {
    const file = /^unix (\/.*)$/s.exec(index.addresses[at] ?? '')?.[1];
    if (file !== undefined) groups.add(thingOf(file, false), { path: file, first, found, error: index.errors[failed] || null });
  });
  for (const [at, event] of interpreters) {
    const text = index.paths[at] ?? '';
    groups.add({ kind: 'loader', name: `interpreter of ${text}`, idle: false, folder: false }, { path: text, first: event, found: -1, error: 'ENOENT' });
  }
  return groups.sorted();
}

/** The first look at each path (or address), the first that found it, and the last error. */
class Table {
  private readonly first: Int32Array;
  readonly found: Int32Array;
  private readonly error: Uint8Array;

  constructor(size: number) {
    this.first = new Int32Array(size).fill(-1);
    this.found = new Int32Array(size).fill(-1);
    this.error = new Uint8Array(size);
  }

  saw(at: number, event: number, found: boolean, error: number): void {
    if (this.first[at] === -1) this.first[at] = event;
    if (!found) this.error[at] = error;
    else if (this.found[at] === -1) this.found[at] = event;
  }

  each(visit: (at: number, first: number, found: number, error: number) => void): void {
    for (let at = 0; at < this.first.length; at++) {
      const first = this.first[at] ?? -1;
      if (first >= 0) visit(at, first, this.found[at] ?? -1, this.error[at] ?? 0);
    }
  }
}

class Groups {
  private readonly byName = new Map<string, { thing: Thing; places: Place[] }>();
  private readonly index: TraceIndex;
  constructor(index: TraceIndex) {
    this.index = index;
  }

  add(thing: Thing, place: Place): void {
    const key = `${thing.kind} ${thing.name}`;
    const group = this.byName.get(key);
    // A folder is told by its place; the thing is one where any place is.
    const told = { ...place, found: thing.folder ? -1 : place.found, error: place.found >= 0 ? null : place.error };
    if (group) group.places.push(told);
    else this.byName.set(key, { thing, places: [told] });
  }

  sorted(): Sought[] {
    const all: Sought[] = [];
    for (const { thing, places } of this.byName.values()) {
      places.sort((a, b) => a.first - b.first);
      const first = places[0]?.first ?? 0;
      let foundAt: Place | null = null;
      for (const place of places) if (place.found >= 0 && (foundAt === null || place.found < foundAt.found)) foundAt = place;
      all.push({ thing, places, task: this.index.task[first] ?? 0, first, foundAt });
    }
    return withArchives(all, processOf(this.index)).sort((a, b) => rankOf(a) - rankOf(b) || a.first - b.first);
  }
}

/** Go asks its own archive of zones last: it is a place of the zone that it was looking for. */
function withArchives(all: Sought[], processes: Int32Array): Sought[] {
  const archive = all.find(({ thing }) => thing.kind === 'zoneinfo' && thing.name === ZONE_ARCHIVE);
  if (!archive) return all;
  const left: Place[] = [];
  for (const place of archive.places) {
    let zone: Sought | null = null;
    for (const each of all) {
      if (each === archive || each.thing.kind !== 'zoneinfo' || each.first > place.first || each.thing.name === 'localtime') continue;
      if (processes[each.task] === processes[archive.task] && (zone === null || each.first > zone.first)) zone = each;
    }
    if (zone === null) left.push(place);
    else {
      zone.places.push(place);
      if (zone.foundAt === null && place.found >= 0) zone.foundAt = place;
    }
  }
  if (left.length > 0) archive.places = left;
  return left.length > 0 ? all : all.filter((each) => each !== archive);
}

const KIND_ORDER = new Map<SoughtKind, number>(SOUGHT_KINDS.map((kind, place) => [kind, place]));

/** Lower is more telling. */
function rankOf({ thing, foundAt }: Sought): number {
  const found = foundAt !== null;
  const idle = thing.idle || (thing.kind === 'device' && found);
  const group = idle ? (found ? 3 : 2) : found ? 1 : 0;
  return group * SOUGHT_KINDS.length + (KIND_ORDER.get(thing.kind) ?? SOUGHT_KINDS.length - 1);
}

/** The first call of the log, where strace's own start of the program stands; -1 for none, and for logs of other tracers. */
function firstCallOf({ format, count, kind, flags }: TraceIndex): number {
  if (format !== 'strace') return -1;
  for (let event = 0; event < count; event++) if (kind[event] === KIND.call) return ((flags[event] ?? 0) & FLAG.headless) === 0 ? event : -1;
  return -1;
}
