// A bisect as text: the steps from green to red, which of them were run, and the one that turns it.
import type { Bisect } from '../../shared/domain/explain.ts';
import { shown } from '../../shared/domain/text.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';
import { wrapped } from './wrap.ts';

export function bisectLines(document: Bisect, paint: Paint, columns: number | undefined): string[] {
  const { step, steps, why, notes, state } = document;
  const [verdict, colour] = state !== 'done' ? [`${state}: ${why}`, paint.yellow] : step === null ? [`no single step: ${why}`, paint.yellow] : [`step ${step}: ${why}`, paint.red];
  return [
    `${paint.bold('bisect')} ${shown(document.id)}  ${paint.dim(`${shown(document.green.label)} (green) → ${shown(document.red.label)} (red), ${steps.length - 1} ${steps.length === 2 ? 'step' : 'steps'}`)}`,
    ...table(
      [{ title: '' }, { title: '#', align: 'right' }, { title: 'change', shrink: { min: 24 } }, { title: 'came out', shrink: { min: 12 } }, { title: 'cell' }],
      steps.map((each): (TableCell | string)[] => [
        {
          text: each.number === step ? '→' : each.green === true ? '✓' : each.green === false ? '✗' : '·',
          paint: each.green === true ? paint.green : each.green === false ? paint.red : paint.dim,
        },
        String(each.number),
        { text: shown(each.change), paint: each.number === step ? paint.bold : (text) => text },
        each.cell === null ? { text: 'not tried', paint: paint.dim } : shown(each.outcome ?? '?'),
        each.cell === null ? '' : { text: shown(`${each.run ?? ''}/${each.cell}`), paint: paint.dim },
      ]),
      { columns, head: paint.dim, indent: '  ' },
    ),
    '',
    ...wrapped(shown(verdict), columns, '').map(colour),
    ...notes.flatMap((note) => wrapped(shown(note), columns, '').map(paint.dim)),
  ];
}
