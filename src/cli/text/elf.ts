// What a binary says of itself, as text.
import { elfFacts } from '../../shared/domain/describe.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import { shown } from '../../shared/domain/text.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

export const elfLines = (elf: Elf, paint: Paint, columns: number | undefined): string[] => [
  paint.bold(shown(elf.path)),
  ...table(
    [{ title: '' }, { title: '', shrink: { min: 30 } }],
    elfFacts(elf).map(([name, text]) => [{ text: name, paint: name === 'warning' ? paint.yellow : paint.dim }, text]),
    { columns },
  ),
];
