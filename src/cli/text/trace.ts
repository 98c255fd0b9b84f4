// What a program asked of the kernel, as text.
import { traceFacts } from '../../shared/domain/describe.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

export function traceLines(trace: Trace, paint: Paint, columns: number | undefined): string[] {
  return [
    ...table(
      [{ title: '' }, { title: '', shrink: { min: 30 } }],
      traceFacts(trace).map(([name, text]) => [{ text: name, paint: name === 'warning' ? paint.yellow : paint.dim }, text]),
      { columns },
    ),
    ...(trace.syscalls.length === 0 ? [] : ['', ...syscallLines(trace, paint, columns, 25)]),
  ];
}

/** Calls with their errors and time, the most frequent first. */
export const syscallLines = (trace: Trace, paint: Paint, columns: number | undefined, most: number): string[] =>
  table(
    [{ title: 'call' }, { title: 'calls', align: 'right' }, { title: 'errors', align: 'right' }, { title: 'time', align: 'right' }],
    trace.syscalls
      .slice(0, most)
      .map((one) => [
        shown(one.name),
        String(one.calls),
        { text: one.errors === 0 ? '' : String(one.errors), paint: paint.red },
        one.totalNs === null ? '' : formatNs(one.totalNs),
      ]),
    { columns, head: paint.dim },
  );
