// Two traces call by call, in two columns; as `trace diff --side-by-side` prints them.
import type { TraceDiff, TraceDiffRows, TraceEvent } from '../../shared/domain/trace-detail.ts';
import { capped, displayWidth, shown } from '../../shared/domain/text.ts';
import { counted } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';

/** Where the terminal has no width (a pipe): each side as wide as a line of strace that people read. */
const WIDE = 100;
const NUMBER = 8;

export function sideBySideLines(
  diff: TraceDiff,
  pair: number,
  { total, rows }: { total: number; rows: TraceDiffRows['rows'] },
  paint: Paint,
  columns: number | undefined,
): string[] {
  const room = columns === undefined ? WIDE : Math.max(20, Math.floor((columns - 3) / 2) - NUMBER);
  const label = diff.pairs[pair]?.label ?? '';
  const lines = [
    ...(diff.firstParting === null ? [] : [paint.bold(`${shown(diff.firstParting.sentence)}.`)]),
    paint.dim(`process #${pair}${label === '' ? '' : ` ${shown(label)}`}`),
    `${padded(`A  ${shown(diff.a.name)}`, room + NUMBER)}   ${capped(`B  ${shown(diff.b.name)}`, room + NUMBER)}`,
  ];
  const side = (event: TraceEvent | null): string =>
    event === null ? ' '.repeat(room + NUMBER) : `${String(event.event).padStart(NUMBER - 1)} ${padded(shown(callOf(event)), room)}`;
  for (const row of rows) {
    switch (row.kind) {
      case 'fold':
        lines.push(paint.dim(`        … ${counted(row.count, 'equal call')}`));
        break;
      case 'equal':
        lines.push(`${side(row.a)}   ${side(row.b)}`.trimEnd());
        break;
      case 'changed':
        lines.push(paint.yellow(`${side(row.a)} ~ ${side(row.b)}`.trimEnd()));
        break;
      case 'only-a':
        lines.push(paint.red(`${side(row.a)} <`.trimEnd()));
        break;
      case 'only-b':
        lines.push(paint.green(`${side(null)} > ${side(row.b)}`.trimEnd()));
        break;
    }
  }
  if (rows.length < total) lines.push('', paint.dim(`${rows.length} of ${counted(total, 'row')}`));
  return lines;
}

/** What it came to stands first where there is an error: it is what differs, and the line is cut at its end. */
function callOf({ kind, name, args, result, error }: TraceEvent): string {
  if (kind !== 'call') return `${kind === 'signal' ? '---' : '+++'} ${name} ${args}`;
  return `${error === null ? '' : `${error} `}${name}(${args})${error === null && result !== '' ? ` = ${result}` : ''}`;
}

const padded = (text: string, width: number): string => {
  const cut = capped(text, width);
  return cut + ' '.repeat(Math.max(0, width - displayWidth(cut)));
};
