// What a log of strace holds, counted twice: by trace-count.awk, a line at a time, and by the product's columns. Both in one shape, to be held against each other.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FLAG, KIND, type TraceIndex } from '../../src/core/evidence/trace/types.ts';
import type { Trace } from '../../src/shared/domain/trace.ts';

export interface TraceCounts {
  events: number;
  signals: number;
  exits: number;
  unfinished: number;
  headless: number;
  /** `calls errors restarted silent unfinished` by name; see trace-count.awk. */
  calls: Record<string, string>;
  errors: Record<string, number>;
}

const AWK = fileURLToPath(new URL('trace-count.awk', import.meta.url));

/** Throws where awk does. */
export function awkCounts(file: string): TraceCounts {
  const { stdout, stderr, status, error } = spawnSync('awk', ['-f', AWK, file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64 << 20,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`awk ended with ${status}: ${stderr}`);
  const counts: TraceCounts = { events: 0, signals: 0, exits: 0, unfinished: 0, headless: 0, calls: {}, errors: {} };
  for (const line of stdout.trim().split('\n')) {
    const [what = '', ...rest] = line.split('\t');
    if (what === 'call') counts.calls[rest[0] ?? ''] = rest.slice(1).join(' ');
    else if (what === 'error') counts.errors[rest[0] ?? ''] = Number(rest[1]);
    else if (what === 'events' || what === 'signals' || what === 'exits' || what === 'unfinished' || what === 'headless') counts[what] = Number(rest[0]);
    else throw new Error(`awk printed ${JSON.stringify(line)}`);
  }
  return counts;
}

interface Row {
  calls: number;
  errors: number;
  restarted: number;
  silent: number;
  unfinished: number;
}

/** The document trace@1 for what it tells, the columns for the rest. */
export function ourCounts(index: TraceIndex, sums: Trace): TraceCounts {
  const rows = callRows(index);
  let signals = 0;
  let exits = 0;
  let headless = 0;
  for (let event = 0; event < index.count; event++) {
    if (index.kind[event] === KIND.signal) signals++;
    else if (index.kind[event] === KIND.exit) exits++;
    if ((index.flags[event] ?? 0) & FLAG.headless) headless++;
  }
  return {
    events: sums.events,
    signals,
    exits,
    unfinished: sums.unfinished,
    headless,
    calls: Object.fromEntries(
      sums.syscalls.map(({ name, calls, errors }) => {
        const { restarted, silent, unfinished } = rows.get(name) ?? { restarted: 0, silent: 0, unfinished: 0 };
        return [name, [calls, errors, restarted, silent, unfinished].join(' ')];
      }),
    ),
    errors: sums.errors,
  };
}

function callRows(index: TraceIndex): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (let event = 0; event < index.count; event++) {
    if (index.kind[event] !== KIND.call) continue;
    const name = index.names[index.name[event] ?? 0] ?? '';
    let row = rows.get(name);
    if (!row) rows.set(name, (row = { calls: 0, errors: 0, restarted: 0, silent: 0, unfinished: 0 }));
    const flags = index.flags[event] ?? 0;
    row.calls++;
    if (flags & FLAG.unfinished) row.unfinished++;
    else if (flags & FLAG.restarted) row.restarted++;
    else if ((index.error[event] ?? 0) > 0) row.errors++;
    else if (Number.isNaN(index.result[event] ?? Number.NaN)) row.silent++;
  }
  return rows;
}

/** `calls errors` by name as `strace -c` counts the same run: without calls that never return, and with the errors that the program never sees. */
export function straceCounts(index: TraceIndex): Record<string, string> {
  const counts: Record<string, string> = {};
  for (const [name, { calls, errors, restarted, silent, unfinished }] of callRows(index)) {
    const returned = calls - silent - unfinished;
    if (returned > 0) counts[name] = `${returned} ${errors + restarted}`;
  }
  return counts;
}

/** The same shape out of a table of `strace -c`, read by the product. */
export const tableCounts = ({ counted }: TraceIndex): Record<string, string> => Object.fromEntries(counted.map(({ name, calls, errors }) => [name, `${calls} ${errors}`]));

/** One line for each number that differs. */
export function differencesOf(ours: object, theirs: object, path = ''): string[] {
  const [a, b] = [new Map<string, unknown>(Object.entries(ours)), new Map<string, unknown>(Object.entries(theirs))];
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((key) => {
    const [x, y] = [a.get(key), b.get(key)];
    if (typeof x === 'object' && x !== null && typeof y === 'object' && y !== null) return differencesOf(x, y, `${path}${key}.`);
    return x === y ? [] : [`${path}${key}: ${said(x)} and ${said(y)}`];
  });
}

const said = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));
