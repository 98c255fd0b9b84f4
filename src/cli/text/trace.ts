// What a program asked of the kernel, as text.
import type { Trace } from '../../shared/domain/trace.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

const list = (values: string[], most: number): string => {
  const head = values.slice(0, most).map(shown).join(', ');
  return values.length > most ? `${head} and ${values.length - most} more` : head;
};

export function traceFacts(trace: Trace): [string, string][] {
  const facts: [string, string][] = [['events', `${trace.events} in ${trace.processes} ${trace.processes === 1 ? 'process' : 'processes'}${trace.unfinished > 0 ? `, ${trace.unfinished} calls without an end` : ''}`]];
  if (trace.firstExec) facts.push(['first exec', `${shown(trace.firstExec.path)}${trace.firstExec.error === null ? '' : ` failed: ${shown(trace.firstExec.error)}`}`]);
  const errors = Object.entries(trace.errors).sort((a, b) => b[1] - a[1]);
  if (errors.length > 0) facts.push(['errors', list(errors.map(([name, n]) => `${name} ×${n}`), 10)]);
  if (trace.filesOpened.length > 0) facts.push(['opened', list(trace.filesOpened, 10)]);
  if (trace.filesMissing.length > 0) facts.push(['missing', list(trace.filesMissing, 10)]);
  if (trace.connects.length > 0)
    facts.push(['connects', list(trace.connects.map((one) => `${one.protocol} ${one.address}${one.port === null ? '' : `:${one.port}`}${one.error === null ? '' : ` ${one.error}`}`), 8)]);
  facts.push(...trace.warnings.slice(0, 10).map((warning): [string, string] => ['warning', `${shown(warning.text)}${warning.line === null ? '' : ` (line ${warning.line})`}`]));
  return facts;
}

export function traceLines(trace: Trace, paint: Paint, columns: number | undefined): string[] {
  return [
    ...table([{ title: '' }, { title: '', shrink: { min: 30 } }], traceFacts(trace).map(([name, text]) => [{ text: name, paint: name === 'warning' ? paint.yellow : paint.dim }, text]), { columns }),
    ...(trace.syscalls.length === 0
      ? []
      : [
          '',
          ...table(
            [{ title: 'call' }, { title: 'calls', align: 'right' }, { title: 'errors', align: 'right' }, { title: 'time', align: 'right' }],
            trace.syscalls.slice(0, 25).map((one) => [shown(one.name), String(one.calls), { text: one.errors === 0 ? '' : String(one.errors), paint: paint.red }, one.totalNs === null ? '' : formatNs(one.totalNs)]),
            { columns, head: paint.dim },
          ),
        ]),
  ];
}
