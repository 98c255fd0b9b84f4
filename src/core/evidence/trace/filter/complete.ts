// What may stand at a place of a filter, with how often it occurs in the trace: keys, then values by frequency; paths folder by folder. Works on filters that
// are half written.
import { CALL_CLASSES, EVENT_MARKS, FILTER_KEYS, literalValue, wordsOf, type FilterKey, type WordKey } from '../../../../shared/domain/trace-filter.ts';
import { assertNever } from '../../../../shared/domain/errors.ts';
import { lexFilter, type RawTerm } from '../../../../shared/domain/trace-filter-lex.ts';
import { TRACE_EVENT_KINDS, type TraceCompletions } from '../../../../shared/domain/trace-detail.ts';
import { countEvents } from '../set.ts';
import { subjectsOf } from '../subjects.ts';
import { programOf } from '../tasks.ts';
import { FLAG, KIND, type ReadableTrace, type TraceIndex } from '../types.ts';
import { namesOfClass } from './classes.ts';
import { literalOf } from './glob.ts';
import { looksFor } from './looks.ts';

type Choices = TraceCompletions['choices'];
/** What a value may be, how often it occurs. */
type Counted = { text: string; count: number };

/** `cursor` in UTF-16 units. Never throws. The choice replaces what stands from `from` to `to`. */
export function completionsOf(trace: ReadableTrace, filter: string, cursor: number, limit: number): TraceCompletions {
  const at = Math.max(0, Math.min(filter.length, cursor));
  const term = lexFilter(filter).find(({ from, to }) => from < at && at <= to);
  if (term === undefined) return { from: at, to: at, choices: keysLike('', limit) };
  const key = FILTER_KEYS.find((each) => each === term.key);
  if (term.key === null || key === undefined || at < term.valuesFrom) return keyAt(term, at, limit);
  const value = [...term.values].reverse().find(({ from }) => from <= at) ?? term.values[0];
  if (value === undefined) return { from: at, to: at, choices: [] };
  const open = filter[value.from] === '"';
  const typed = filter.slice(value.from + (open ? 1 : 0), Math.max(at, value.from));
  return { from: value.from, to: value.to, choices: valuesLike(trace, key, typed.replace(/"$/, ''), limit) };
}

function keyAt(term: RawTerm, at: number, limit: number): TraceCompletions {
  const none = { from: at, to: at, choices: [] };
  if (term.key === null) {
    // A word that is being written may become a key; one in quotes is a text.
    const typed = term.values[0]?.text.slice(0, at - term.keyFrom) ?? '';
    return /^[a-z]*$/.test(typed) && term.values[0]?.end === 'good' && term.to - term.keyFrom === term.values[0].text.length
      ? { from: term.keyFrom, to: term.to, choices: keysLike(typed, limit) }
      : none;
  }
  return { from: term.keyFrom, to: term.valuesFrom, choices: at <= term.valuesFrom ? keysLike(term.key.slice(0, Math.max(0, at - term.keyFrom)), limit) : [] };
}

const keysLike = (typed: string, limit: number): Choices =>
  FILTER_KEYS.filter((key) => key.startsWith(typed))
    .slice(0, limit)
    .map((key) => ({ text: `${key}:`, what: 'key', count: null }));

function valuesLike(trace: ReadableTrace, key: FilterKey, typed: string, limit: number): Choices {
  const found = candidates(trace, key, typed);
  // A stable sort: what the table has first stays first among equals.
  return found
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
    .map(({ text, count }) => ({ text, what: 'value', count }));
}

function candidates(trace: ReadableTrace, key: FilterKey, typed: string): Counted[] {
  const { index } = trace;
  const starts = (text: string): boolean => text.toLowerCase().startsWith(typed.toLowerCase());
  switch (key) {
    case 'call':
      return named(index.names, histogram(index, 'name')).filter(({ text }) => starts(text));
    case 'error': {
      const all = named(index.errors, histogram(index, 'error'));
      const some = all.reduce((sum, { count }) => sum + count, 0);
      return [{ text: '*', count: some }, { text: 'none', count: index.count - some }, ...all].filter(({ text }) => starts(text));
    }
    case 'path':
      return folders(index.paths, histogram(index, 'file'), typed);
    case 'address':
      return addresses(index, typed);
    case 'program': {
      const counts = new Map<string, number>();
      const tasks = histogram(index, 'task');
      index.tasks.forEach((_, task) => {
        const program = programOf(index, task)?.path;
        if (program !== undefined) counts.set(program, (counts.get(program) ?? 0) + (tasks[task] ?? 0));
      });
      return [...counts].filter(([text]) => text.includes(typed)).map(([text, count]) => ({ text: literalValue(text), count }));
    }
    case 'pid': {
      const tasks = histogram(index, 'task');
      const counts = new Map<string, number>();
      index.tasks.forEach(({ pid }, task) => {
        if (pid !== null) counts.set(String(pid), (counts.get(String(pid)) ?? 0) + (tasks[task] ?? 0));
      });
      return [...counts].filter(([text]) => starts(text)).map(([text, count]) => ({ text, count }));
    }
    case 'task':
      return [...histogram(index, 'task')].map((count, task) => ({ text: `#${task}`, count })).filter(({ text }) => text.startsWith(typed) || text.slice(1).startsWith(typed));
    case 'fd': {
      const counts = new Map<number, number>();
      for (let event = 0; event < index.count; event += 1) {
        const fd = index.fd[event] ?? -1;
        if (fd >= 0) counts.set(fd, (counts.get(fd) ?? 0) + 1);
      }
      return [...counts].map(([fd, count]) => ({ text: String(fd), count })).filter(({ text }) => starts(text));
    }
    case 'class':
    case 'kind':
    case 'sought':
    case 'is':
      return words(trace, key).filter(({ text }) => starts(text));
    case 'took':
      return index.has.durations ? bounds(index.duration, index.count).filter(({ text }) => text.startsWith(typed)) : [];
    case 'result':
      return signs(index).filter(({ text }) => text.startsWith(typed));
    case 'at':
    case 'event':
    case 'line':
    case 'made':
      return [];
    default:
      return assertNever(key);
  }
}

function words(trace: ReadableTrace, key: WordKey): Counted[] {
  const { index } = trace;
  switch (key) {
    case 'class': {
      const counts = histogram(index, 'name');
      return CALL_CLASSES.map((text) => {
        const names = namesOfClass(text);
        return { text, count: index.names.reduce((sum, name, i) => sum + (names.has(name) ? (counts[i] ?? 0) : 0), 0) };
      });
    }
    case 'kind': {
      const counts = histogram(index, 'kind');
      return TRACE_EVENT_KINDS.map((text) => ({ text, count: counts[KIND[text]] ?? 0 }));
    }
    case 'is':
      return EVENT_MARKS.map((text) => ({ text, count: markCount(index, text) }));
    case 'sought':
      return wordsOf(key).map((text) => ({ text, count: soughtCount(trace, text) }));
    default:
      return assertNever(key);
  }
}

function soughtCount(trace: ReadableTrace, word: string): number {
  return countEvents(looksFor(trace, [word]), trace.index.count);
}

function markCount(index: TraceIndex, mark: (typeof EVENT_MARKS)[number]): number {
  let count = 0;
  const bit = mark === 'failed' ? 0 : FLAG[mark];
  for (let event = 0; event < index.count; event += 1) {
    const flags = index.flags[event] ?? 0;
    if (mark === 'failed' ? (index.error[event] ?? 0) !== 0 && (flags & FLAG.restarted) === 0 : (flags & bit) !== 0) count += 1;
  }
  return count;
}

function bounds(duration: Float64Array, count: number): Counted[] {
  const limits = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10];
  const counts = limits.map(() => 0);
  for (let event = 0; event < count; event += 1) for (let i = 0; i < limits.length; i += 1) if ((duration[event] ?? 0) > (limits[i] ?? Infinity)) counts[i] = (counts[i] ?? 0) + 1;
  return ['>100us', '>1ms', '>10ms', '>100ms', '>1s', '>10s'].map((text, i) => ({ text, count: counts[i] ?? 0 }));
}

function signs({ result, count }: TraceIndex): Counted[] {
  const counts = { '0': 0, '-1': 0, '>0': 0, '<0': 0 };
  for (let event = 0; event < count; event += 1) {
    const value = result[event] ?? Number.NaN;
    if (value === 0) counts['0'] += 1;
    if (value === -1) counts['-1'] += 1;
    if (value > 0) counts['>0'] += 1;
    if (value < 0) counts['<0'] += 1;
  }
  return Object.entries(counts).map(([text, occurs]) => ({ text, count: occurs }));
}

function named(table: readonly string[], counts: Uint32Array): Counted[] {
  const found: Counted[] = [];
  for (let i = 1; i < table.length; i += 1) found.push({ text: literalValue(table[i] ?? ''), count: counts[i] ?? 0 });
  return found;
}

/** Paths below what was typed, up to the next slash: a folder with all that is in it is one choice. */
function folders(paths: readonly string[], counts: Uint32Array, typed: string): Counted[] {
  const prefix = literalOf(typed);
  const rooted = prefix.includes('/');
  const found = new Map<string, number>();
  let below = 0;
  for (let i = 1; i < paths.length; i += 1) {
    const count = counts[i] ?? 0;
    const path = paths[i] ?? '';
    if (count === 0) continue;
    if (rooted || prefix === '') {
      if (!path.startsWith(prefix)) continue;
      below += count;
      const slash = path.indexOf('/', prefix.length === 0 ? 1 : prefix.length);
      const cut = slash < 0 ? path : path.slice(0, slash + 1);
      found.set(cut, (found.get(cut) ?? 0) + count);
    } else {
      // A name without a folder: files of that name, wherever they are.
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (name.startsWith(prefix)) found.set(name, (found.get(name) ?? 0) + count);
    }
  }
  const all: Counted[] = prefix.endsWith('/') && found.size > 1 ? [{ text: starred(prefix), count: below }] : [];
  for (const [text, count] of found) all.push({ text: literalValue(text), count });
  return all;
}

/** All that begins with these characters. */
function starred(prefix: string): string {
  const value = literalValue(prefix);
  return value.endsWith('"') ? `${value.slice(0, -1)}*"` : `${value}*`;
}

function addresses(index: TraceIndex, typed: string): Counted[] {
  const counts = histogram(index, 'address');
  const found = new Map<string, number>();
  for (let i = 1; i < index.addresses.length; i += 1) {
    const address = index.addresses[i] ?? '';
    const count = counts[i] ?? 0;
    if (count === 0) continue;
    const rest = address.slice(address.indexOf(' ') + 1);
    for (const text of new Set([address, rest])) if (text.startsWith(typed)) found.set(text, (found.get(text) ?? 0) + count);
    const port = /:(\d+)$/.exec(rest)?.[1];
    if (port !== undefined && `*:${port}`.startsWith(typed)) found.set(`*:${port}`, (found.get(`*:${port}`) ?? 0) + count);
  }
  return [...found].map(([text, count]) => ({ text: text.startsWith('*:') ? text : literalValue(text), count }));
}

type Counting = 'name' | 'error' | 'kind' | 'task' | 'file' | 'address';
const kept = new WeakMap<TraceIndex, Map<Counting, Uint32Array>>();

/** How often each entry of a table occurs; kept as long as the index is. Of names those of calls alone, of errors those that the program saw. */
function histogram(index: TraceIndex, column: Counting): Uint32Array {
  let known = kept.get(index);
  if (known === undefined) kept.set(index, (known = new Map<Counting, Uint32Array>()));
  let counts = known.get(column);
  if (counts === undefined) known.set(column, (counts = count(index, column)));
  return counts;
}

function count(index: TraceIndex, column: Counting): Uint32Array {
  const sizes = { name: index.names.length, error: index.errors.length, kind: 4, task: index.tasks.length, file: index.paths.length, address: index.addresses.length };
  const values = column === 'file' || column === 'address' ? subjectsOf(index)[column] : index[column];
  const counts = new Uint32Array(sizes[column]);
  for (let event = 0; event < index.count; event += 1) {
    if (column === 'name' && index.kind[event] !== KIND.call) continue;
    if (column === 'error' && ((index.flags[event] ?? 0) & FLAG.restarted) !== 0) continue;
    const value = values[event] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}
