// What a binary says of itself, as text.
import { elfFacts, type NamedFact } from '../../shared/domain/describe.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import { shown } from '../../shared/domain/text.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';
import { wrapped } from './wrap.ts';

/** Lines of one fact; what is longer is cut. */
const MOST_LINES = 8;

/** `more` are rows that stand before the warnings. */
export function elfLines(elf: Elf, paint: Paint, columns: number | undefined, more: readonly NamedFact[] = []): string[] {
  const facts = elfFacts(elf);
  const rows = [...facts.filter(([name]) => name !== 'warning'), ...more, ...facts.filter(([name]) => name === 'warning')];
  const names = Math.max(...rows.map(([name]) => name.length));
  return [
    paint.bold(shown(elf.path)),
    ...table(
      [{ title: '' }, { title: '', shrink: { min: 30 } }],
      rows.flatMap(([name, text]): (TableCell | string)[][] =>
        linesOf(text, columns === undefined ? undefined : columns - names - 2).map((line, i) => [
          { text: i === 0 ? name : '', paint: name === 'warning' ? paint.yellow : paint.dim },
          line,
        ]),
      ),
      { columns },
    ),
  ];
}

/** Which facts stand in a terminal must not depend on its width: they go on in the next line. */
function linesOf(text: string, columns: number | undefined): string[] {
  const lines = columns === undefined ? [text] : wrapped(text, Math.max(columns, 30), '');
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), lines.slice(MOST_LINES - 1).join(' ')];
}
