// Events of a trace, one a line, as `trace FILE --events` prints them.
import type { TraceRows } from '../../shared/domain/trace-detail.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted, formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';

export function traceEventLines({ matching, from, rows }: TraceRows, paint: Paint, columns: number | undefined): string[] {
  if (rows.length === 0) return [matching === 0 ? 'no event' : `no event stands there: ${matching} are left`];
  const timed = rows.some(({ tNs }) => tNs !== null);
  const took = rows.some(({ durationNs }) => durationNs !== null);
  const several = rows.some(({ task }) => task !== rows[0]?.task);
  const right = (title: string) => ({ title, align: 'right' as const });
  const lines = table(
    [
      right('event'),
      right('line'),
      ...(timed ? [right('at')] : []),
      ...(several ? [{ title: 'task' }, right('pid')] : []),
      ...(took ? [right('took')] : []),
      { title: 'call', shrink: { min: 40 } },
      { title: 'result', shrink: { min: 12 } },
    ],
    rows.map((row): (TableCell | string)[] => [
      { text: String(row.event), paint: paint.dim },
      { text: String(row.line), paint: paint.dim },
      ...(timed ? [row.tNs === null ? '' : secondsOf(row.tNs)] : []),
      ...(several ? [`#${row.task}`, row.pid === null ? '' : String(row.pid)] : []),
      ...(took ? [row.durationNs === null ? '' : formatNs(row.durationNs)] : []),
      { text: callText(row), ...(row.kind === 'call' ? {} : { paint: paint.yellow }), ...(row.noise ? { paint: paint.dim } : {}) },
      row.error === null ? shown(row.result) : { text: shown(`${row.result} ${row.error}`), paint: paint.red },
    ]),
    { columns, head: paint.dim },
  );
  const left = matching - rows.length;
  return left === 0 ? lines : [...lines, '', paint.dim(`${counted(rows.length, 'event')} from place ${from + 1} of ${matching}; --from and --count show others`)];
}

function callText({ kind, name, args, argsCut, unfinished }: TraceRows['rows'][number]): string {
  const cut = argsCut ? '…' : '';
  if (kind === 'call') return shown(`${name}(${args}${cut}${unfinished ? ' <unfinished ...>' : ')'}`);
  return shown(kind === 'signal' ? `--- ${name} ${args}${cut} ---` : kind === 'exit' ? `+++ ${name} ${args}${cut} +++` : `${args}${cut}`);
}

/** Seconds since the first event, so that columns of them can be compared. */
export const secondsOf = (ns: number): string => (ns / 1e9).toFixed(6);
