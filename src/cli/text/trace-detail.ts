// What a trace says, as text: the headline, what decided, what was searched for and not found, the processes, then sums. One function a part, called by
// `trace FILE`.
import type { TraceDetail, TraceGroup, TracePart, TraceTask } from '../../shared/domain/trace-detail.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted, formatBytes, formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type Column, type TableCell } from './table.ts';
import { secondsOf } from './trace-events.ts';
import { syscallLines, traceLines } from './trace.ts';

/** Rows of a part that was asked for, and of one that was not. */
const ASKED = 200;
const UNASKED = 12;
const MOST_CALLS = 25;

type Rows = (TableCell | string)[][];
interface Section {
  title: string;
  columns: Column[];
  rows: Rows;
  /** Rows that there are in all. */
  total: number;
  /** Where there are none; null: then nothing is said unless it was asked for. */
  none: string;
}

export interface TraceText {
  /** What was asked for; null: what is told without being asked. */
  parts: readonly TracePart[] | null;
  filter: string;
  paint: Paint;
  columns: number | undefined;
}

const right = (title: string): Column => ({ title, align: 'right' });
const left = (title: string): Column => ({ title });
const wide = (title: string, min = 24): Column => ({ title, shrink: { min } });

export function traceDetailLines(detail: TraceDetail, { parts, filter, paint, columns }: TraceText): string[] {
  const lines = headline(detail, filter, paint);
  for (const warning of detail.warnings.slice(0, 10)) lines.push(paint.yellow(`warning: ${shown(warning.text)}${warning.line === null ? '' : ` (line ${warning.line})`}`));
  if (detail.sums !== undefined && parts?.includes('sums') === true) lines.push('', ...traceLines(detail.sums, paint, columns));
  if (detail.format === 'strace-count') {
    // A table has no events: its rows are all there is.
    const table = detail.sums !== undefined && (parts === null || (parts.includes('calls') && !parts.includes('sums'))) ? syscallLines(detail.sums, paint, columns, ASKED) : [];
    if (table.length > 0) lines.push('', paint.bold('calls, as strace -c counted them'), ...table);
    return lines;
  }
  const most = parts === null ? UNASKED : ASKED;
  for (const section of sectionsOf(detail, parts, paint)) {
    if (section.rows.length === 0 && parts === null) continue;
    lines.push('', paint.bold(section.title));
    if (section.rows.length === 0) lines.push(`  ${section.none}`);
    else lines.push(...table(section.columns, section.rows.slice(0, section.title === 'calls' && parts === null ? MOST_CALLS : most), { columns, head: paint.dim, indent: '  ' }));
    const told = Math.min(section.rows.length, section.title === 'calls' && parts === null ? MOST_CALLS : most);
    if (section.total > told) lines.push(paint.dim(`  and ${section.total - told} more${told < section.rows.length ? '; --json has them' : ''}`));
  }
  return lines;
}

function headline(detail: TraceDetail, filter: string, paint: Paint): string[] {
  const { events, matching, tasks, wallNs, bytes, lines, format, noise, has } = detail;
  const size = `${formatBytes(bytes)}, ${counted(lines, 'line')}`;
  if (format === 'none') return [`${paint.bold(shown(detail.name))}: no trace in ${size}`];
  if (format === 'strace-count') {
    const rows = detail.sums?.syscalls ?? [];
    const of = (what: 'calls' | 'errors'): number => rows.reduce((sum, row) => sum + row[what], 0);
    const told = detail.sums === undefined ? '' : ` ${counted(rows.length, 'call')} made ${counted(of('calls'), 'time')}, ${counted(of('errors'), 'error')};`;
    return [`${paint.bold(shown(detail.name))}: a table of strace -c, which has no events:${told} ${size}`];
  }
  const kind = format === 'qemu' ? ' of an emulator (qemu-user)' : '';
  const long = wallNs === null ? '' : ` in ${formatNs(wallNs)}`;
  // trace@1 counts what the program did; the tracer's own words have a number among the events, too.
  const messages = detail.sums === undefined ? 0 : events - detail.sums.events;
  const said = messages > 0 ? ` (${messages} of them ${messages === 1 ? 'a message' : 'messages'} of the tracer)` : '';
  const all = `${counted(events, 'event')}${said} of ${counted(tasks, 'task')}${long}${kind}; ${size}`;
  const facts = [`${paint.bold(shown(detail.name))}: ${all}`];
  if (filter !== '') facts.push(`${counted(matching, 'event')} left by ${shown(filter)}`);
  else if (noise > 0)
    facts.push(matching < events ? `${counted(noise, 'event')} of the emulator left out; --noise shows them` : `${counted(noise, 'event')} of them the emulator's own`);
  const lacks = [...(has.times === 'none' ? ['times (-ttt)'] : has.times === 'seconds' ? ['fractions of a second (-ttt)'] : []), ...(has.durations ? [] : ['time in calls (-T)'])];
  if (lacks.length > 0 && events > 0) facts.push(paint.dim(`the log has no ${lacks.join(', no ')}`));
  return facts;
}

function sectionsOf(detail: TraceDetail, parts: readonly TracePart[] | null, paint: Paint): Section[] {
  const wants = (part: TracePart): boolean => parts === null || parts.includes(part);
  const sections: Section[] = [];
  if (wants('deciding') && detail.deciding) sections.push(deciding(detail.deciding, paint));
  if (wants('sought') && detail.sought) sections.push(...sought(detail.sought, parts !== null, paint));
  if (wants('tasks') && detail.taskList && (parts !== null || detail.tasks > 1)) sections.push(tasks(detail.taskList, paint));
  if (wants('calls') && detail.calls) sections.push(groups('calls', 'call', detail.calls, paint));
  if (wants('errors') && detail.errors) sections.push(errors(detail.errors));
  if (wants('files') && detail.files) sections.push(groups('files', 'file', detail.files, paint));
  if (wants('addresses') && detail.addresses) sections.push(groups('addresses', 'address', detail.addresses, paint));
  if (wants('dns') && detail.dns) sections.push(dns(detail.dns, paint));
  if (wants('gaps') && detail.gaps) sections.push(gaps(detail.gaps, detail.wallNs));
  return sections;
}

const WHY = {
  'exec-failed': 'not started',
  'not-found': 'not found',
  refused: 'refused',
  'no-such-call': 'no such call',
  signal: 'signal',
  said: 'said',
  ended: 'ended',
} as const;

const deciding = ({ total, rows }: NonNullable<TraceDetail['deciding']>, paint: Paint): Section => ({
  title: 'what decided',
  columns: [left('why'), right('line'), wide('call', 60)],
  rows: rows.map(({ why, line, text }) => [{ text: WHY[why], paint: why === 'ended' ? paint.dim : paint.red }, String(line), shown(text)]),
  total,
  none: 'the log does not hold how it ended',
});

/** What was not found first, as that is what one looks for; what was, only where it was asked for. */
function sought({ total, rows }: NonNullable<TraceDetail['sought']>, asked: boolean, paint: Paint): Section[] {
  const row = ({ kind, name, places, foundAt }: (typeof rows)[number]): (TableCell | string)[] => {
    const [first] = places;
    const where = foundAt ?? first?.path ?? '';
    const more = places.length > 1 ? ` (${counted(places.length, 'place')})` : '';
    return [
      kind,
      shown(name),
      foundAt === null ? { text: shown(first?.error ?? 'not found'), paint: paint.red } : 'found',
      first === undefined ? '' : String(first.event),
      `${shown(where)}${more}`,
    ];
  };
  const columns = [left('kind'), wide('name', 16), left(''), right('event'), wide('where')];
  const missing = rows.filter(({ found }) => !found);
  const found = rows.filter(({ found: there }) => there);
  const sections: Section[] = [
    { title: 'searched for and not found', columns, rows: missing.map(row), total: asked ? missing.length : missing.length, none: 'everything that was looked for was found' },
  ];
  if (asked) sections.push({ title: 'searched for and found', columns, rows: found.map(row), total: total - missing.length, none: 'nothing' });
  return sections;
}

function tasks({ total, rows }: NonNullable<TraceDetail['taskList']>, paint: Paint): Section {
  return {
    title: 'processes and threads',
    columns: [wide('task', 20), right('pid'), right('events'), right('errors'), left('ended'), wide('program')],
    rows: inTree(rows).map(({ task, depth }) => [
      `${'  '.repeat(Math.min(depth, 12))}#${task.task}${task.kind === 'thread' ? ' thread' : ''}`,
      task.pid === null ? '' : String(task.pid),
      String(task.events),
      { text: task.errors === 0 ? '' : String(task.errors), paint: paint.red },
      ended(task, paint),
      task.kind === 'thread' || task.program === null ? '' : shown(task.program.argv.length > 0 ? task.program.argv.join(' ') : task.program.path),
    ]),
    total,
    none: 'none',
  };
}

function ended({ ended: end }: TraceTask, paint: Paint): TableCell {
  if (end === null) return { text: '' };
  if (end.signal !== null) return { text: shown(end.signal), paint: paint.red };
  return { text: end.code === null ? '' : `code ${end.code}`, ...(end.code === 0 ? {} : { paint: paint.red }) };
}

/** Parents before their children, in the order of the list; a task whose parent is not in the list is a root. */
function inTree(rows: readonly TraceTask[]): { task: TraceTask; depth: number }[] {
  const here = new Set(rows.map(({ task }) => task));
  const children = new Map<number | null, TraceTask[]>();
  for (const task of rows) {
    const parent = task.parent !== null && here.has(task.parent) && task.parent !== task.task ? task.parent : null;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [task]);
    else list.push(task);
  }
  const told: { task: TraceTask; depth: number }[] = [];
  const seen = new Set<number>();
  const open = (children.get(null) ?? []).map((task) => ({ task, depth: 0 })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { task, depth } = next;
    if (seen.has(task.task)) continue;
    seen.add(task.task);
    told.push(next);
    open.push(...(children.get(task.task) ?? []).map((child) => ({ task: child, depth: depth + 1 })).reverse());
  }
  // A circle of a broken log hangs below nothing.
  for (const task of rows) if (!seen.has(task.task)) told.push({ task, depth: 0 });
  return told;
}

function groups(title: string, what: string, { total, rows }: { total: number; rows: TraceGroup[] }, paint: Paint): Section {
  const timed = rows.some(({ totalNs }) => totalNs !== null);
  const bytes = rows.some(({ bytesRead, bytesWritten }) => bytesRead !== null || bytesWritten !== null);
  return {
    title,
    columns: [
      wide(what),
      right('calls'),
      right('failed'),
      ...(timed ? [right('time'), right('longest')] : []),
      ...(bytes ? [right('read'), right('written')] : []),
      wide('errors', 12),
    ],
    rows: rows.map((row): (TableCell | string)[] => {
      const failed = Object.values(row.errors).reduce((sum, n) => sum + n, 0);
      return [
        shown(row.key),
        String(row.calls),
        { text: failed === 0 ? '' : String(failed), paint: paint.red },
        ...(timed ? [nsText(row.totalNs), nsText(row.longestNs)] : []),
        ...(bytes ? [bytesText(row.bytesRead), bytesText(row.bytesWritten)] : []),
        Object.entries(row.errors)
          .map(([name, n]) => `${shown(name)}${n === 1 ? '' : ` ×${n}`}`)
          .join(' '),
      ];
    }),
    total,
    none: 'none',
  };
}

const nsText = (ns: number | null): string => (ns === null ? '' : formatNs(ns));
const bytesText = (bytes: number | null): string => (bytes === null ? '' : formatBytes(bytes));

const errors = ({ total, rows }: { total: number; rows: TraceGroup[] }): Section => ({
  title: 'errors',
  columns: [left('error'), right('calls'), right('first event')],
  rows: rows.map(({ key, calls, firstEvent }) => [shown(key), String(calls), String(firstEvent)]),
  total,
  none: 'no call failed',
});

const dns = ({ total, rows }: NonNullable<TraceDetail['dns']>, paint: Paint): Section => ({
  title: 'DNS',
  columns: [right('at'), wide('question'), left('type'), left('server'), right('waited'), wide('answer')],
  rows: rows.map(({ tNs, name, type, server, port, protocol, answers, waitNs }) => {
    const [first] = answers;
    const place = `${protocol} ${server.includes(':') ? `[${server}]` : server}${port === null ? '' : `:${port}`}`;
    return [
      tNs === null ? '' : secondsOf(tNs),
      shown(name),
      shown(type),
      shown(place),
      waitNs === null ? '' : formatNs(waitNs),
      first === undefined ? { text: 'no answer', paint: paint.red } : shown([first.rcode, ...first.addresses, ...(first.truncated ? ['truncated'] : [])].join(' ')),
    ];
  }),
  total,
  none: 'no query was sent',
});

/** Shorter ones say nothing to people: a part of the whole time, and ns. */
const SHORT_PART = 0.01;
const SHORT_NS = 1e6;

function gaps({ rows }: NonNullable<TraceDetail['gaps']>, wallNs: number | null): Section {
  const least = Math.max(SHORT_NS, SHORT_PART * (wallNs ?? 0));
  const long = rows.filter(({ ns }) => ns >= least);
  return {
    title: 'longest silences',
    columns: [right('long'), left('task'), right('after event'), right('before'), wide('in', 16)],
    rows: long.map(({ ns, task, after, before, inCall }) => [
      formatNs(ns),
      task === null ? 'all' : `#${task}`,
      String(after),
      before === null ? 'the end' : String(before),
      inCall === null ? '' : shown(inCall),
    ]),
    total: long.length,
    none: rows.length === 0 ? (wallNs === null ? 'the log has no times' : 'none') : `none of ${formatNs(least)} or more; --json has the shorter ones`,
  };
}
