// One term of a filter as the set of events that it picks, whatever its sign. First the tables are asked (a trace has a million events, but some thousand
// paths), then one pass over a column follows. In steps, so that others have their turn.
import type { FilterTerm, GlobKey, NumberKey, WordKey } from '../../../../shared/domain/trace-filter.ts';
import { assertNever } from '../../../../shared/domain/errors.ts';
import { TRACE_EVENT_KINDS } from '../../../../shared/domain/trace-detail.ts';
import type { ByteSource } from '../../types.ts';
import { noEvents } from '../set.ts';
import { subjectsOf } from '../subjects.ts';
import { programOf } from '../tasks.ts';
import { FLAG, type EventSet, type ReadableTrace, type TraceIndex } from '../types.ts';
import { namesOfClass } from './classes.ts';
import { flagged, inSteps, intersect, marked, subtract, unite, within } from './columns.ts';
import { globTest } from './glob.ts';
import { looksFor } from './looks.ts';
import { textSteps } from './text.ts';

type Steps = Generator<void, EventSet, undefined>;

/** `source` is the log that the trace was read from. */
export function termSteps(trace: ReadableTrace, source: ByteSource, term: FilterTerm): Steps {
  if (term.key === 'text') return textSteps(trace.index, source, term.text);
  if ('globs' in term) return globSteps(trace.index, term.key, term.globs);
  if ('words' in term) return wordSteps(trace, term.key, term.words);
  return numberSteps(trace.index, term.key, term.ranges);
}

function globSteps(index: TraceIndex, key: GlobKey, globs: readonly string[]): Steps {
  const { count } = index;
  switch (key) {
    case 'call':
      return callSteps(index, marksOf(index.names, anyOf(globs, true), 1));
    case 'error':
      return errorSteps(index, globs);
    case 'path':
      return inSteps(count, marked(subjectsOf(index).file, marksOf(index.paths, pathTest(globs), 1)));
    case 'address':
      return inSteps(count, marked(subjectsOf(index).address, marksOf(index.addresses, addressTest(globs), 1)));
    case 'program': {
      const test = pathTest(globs);
      const marks = Uint8Array.from(index.tasks, (_, task) => {
        const program = programOf(index, task);
        return program !== null && test(program.path) ? 1 : 0;
      });
      return inSteps(count, marked(index.task, marks));
    }
    default:
      return assertNever(key);
  }
}

/** Names of signals and exits stand in the same table as those of calls. */
function* callSteps(index: TraceIndex, marks: Uint8Array): Steps {
  const set = yield* inSteps(index.count, marked(index.name, marks));
  intersect(set, yield* inSteps(index.count, marked(index.kind, Uint8Array.of(1, 0, 0, 0))));
  return set;
}

/** `*` alone is any error that the program saw, `none` the opposite; a name finds those of calls that the kernel started again (ERESTARTSYS) too. */
function* errorSteps(index: TraceIndex, globs: readonly string[]): Steps {
  const set = noEvents(index.count);
  const names = globs.filter((glob) => glob !== '*' && glob !== 'none');
  if (names.length > 0) unite(set, yield* inSteps(index.count, marked(index.error, marksOf(index.errors, anyOf(names, true), 1))));
  if (globs.includes('*')) unite(set, yield* failedSteps(index));
  if (globs.includes('none')) {
    const none = yield* inSteps(index.count, within(index.kind, 0, 3));
    subtract(none, yield* failedSteps(index));
    unite(set, none);
  }
  return set;
}

function* failedSteps(index: TraceIndex): Steps {
  const set = yield* inSteps(index.count, within(index.error, 1, 255));
  subtract(set, yield* inSteps(index.count, flagged(index.flags, FLAG.restarted)));
  return set;
}

function* wordSteps(trace: ReadableTrace, key: WordKey, words: readonly string[]): Steps {
  const { index } = trace;
  const set = noEvents(index.count);
  switch (key) {
    case 'class': {
      const wanted = words.map(namesOfClass);
      unite(
        set,
        yield* callSteps(
          index,
          marksOf(index.names, (name) => wanted.some((names) => names.has(name)), 1),
        ),
      );
      return set;
    }
    case 'kind': {
      const kinds: readonly string[] = TRACE_EVENT_KINDS;
      return yield* inSteps(
        index.count,
        marked(
          index.kind,
          Uint8Array.from(kinds, (kind) => (words.includes(kind) ? 1 : 0)),
        ),
      );
    }
    case 'sought':
      yield;
      return looksFor(trace, words);
    case 'is': {
      const mask = words.reduce((sum, word) => sum | (word === 'failed' ? 0 : (FLAG[word as 'unfinished' | 'restarted' | 'cut' | 'noise'] ?? 0)), 0); // the words that the language has
      if (mask !== 0) unite(set, yield* inSteps(index.count, flagged(index.flags, mask)));
      if (words.includes('failed')) unite(set, yield* failedSteps(index));
      return set;
    }
    default:
      return assertNever(key);
  }
}

function* numberSteps(index: TraceIndex, key: NumberKey, ranges: readonly { least: number; most: number }[]): Steps {
  const set = noEvents(index.count);
  const { count } = index;
  for (const { least, most } of ranges) {
    switch (key) {
      case 'fd':
        unite(set, yield* inSteps(count, within(index.fd, Math.max(0, least), most)));
        break;
      case 'pid': {
        const marks = Uint8Array.from(index.tasks, ({ pid }) => (pid !== null && pid >= least && pid <= most ? 1 : 0));
        unite(set, yield* inSteps(count, marked(index.task, marks)));
        break;
      }
      case 'task':
        unite(set, yield* inSteps(count, within(index.task, least, most)));
        break;
      case 'event':
        between(set, Math.max(0, least - 1), Math.min(count, most));
        break;
      case 'line': {
        unite(set, yield* inSteps(count, within(index.line, least, most)));
        const { resumed } = index;
        for (let i = 0; i < resumed.count; i += 1) {
          const line = resumed.line[i] as number;
          const event = resumed.event[i] as number;
          if (line >= least && line <= most) set[event >>> 5] = (set[event >>> 5] as number) | (1 << (event & 31));
        }
        break;
      }
      case 'at':
        unite(set, yield* inSteps(count, within(index.time, least, most)));
        break;
      case 'took':
        unite(set, yield* inSteps(count, within(index.duration, least, most)));
        break;
      case 'result':
        unite(set, yield* inSteps(count, within(index.result, least, most)));
        break;
      case 'made':
        unite(set, yield* inSteps(count, within(index.madeBy, Math.max(0, least - 1), most - 1)));
        break;
      default:
        assertNever(key);
    }
  }
  return set;
}

/** Adds the events `from` to `to - 1`. */
function between(set: EventSet, from: number, to: number): void {
  for (let event = from; event < to; event += 1) set[event >>> 5] = (set[event >>> 5] as number) | (1 << (event & 31));
}

/** 1 for every entry that the test says yes to, from `first` on: entry 0 is no name. */
function marksOf(table: readonly string[], test: (text: string) => boolean, first: number): Uint8Array {
  const marks = new Uint8Array(table.length);
  for (let i = first; i < table.length; i += 1) if (test(table[i] ?? '')) marks[i] = 1;
  return marks;
}

function anyOf(globs: readonly string[], ignoreCase: boolean): (text: string) => boolean {
  const tests = globs.map((glob) => globTest(glob, { ignoreCase }));
  return (text) => tests.some((test) => test(text));
}

/** A glob without a slash is about the last part of a path: `resolv.conf`, `*.so`. */
export function pathTest(globs: readonly string[]): (path: string) => boolean {
  const whole = anyOf(
    globs.filter((glob) => glob.includes('/')),
    false,
  );
  const last = anyOf(
    globs.filter((glob) => !glob.includes('/')),
    false,
  );
  return (path) => whole(path) || last(path.slice(path.lastIndexOf('/') + 1));
}

/** Of `udp 127.0.0.53:53` all of it, what stands behind the protocol, and the host alone: `udp*`, `*:53`, `127.0.0.53`, `::1`. */
export function addressTest(globs: readonly string[]): (address: string) => boolean {
  const test = anyOf(globs, false);
  return (address) => {
    if (test(address)) return true;
    const blank = address.indexOf(' ');
    const rest = address.slice(blank + 1);
    if (blank >= 0 && test(rest)) return true;
    const port = /^(?:\[(.*)\]|([^:]*)):\d+$/.exec(rest);
    return port !== null && test(port[1] ?? port[2] ?? '');
  };
}
